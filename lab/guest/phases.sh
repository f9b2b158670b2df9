# Words of scenarios that show faults: each phase is a function that makes a stack and starts loads.
udevd=

# Emulated, a program that needs no other libraries starts in a third of the time: of the tools that
# the capture runs by the hundred those that busybox has.
quick() {
  mkdir -p /run/lab/quick
  /bin/busybox --install -s /run/lab/quick
  ln -sf /run/lab/path/timeout /run/lab/quick/timeout
}

# Plays a phase. What goes wrong in one costs its own recording only. $1: name
play() {
  set +e
  (
    set -e
    trap tidy EXIT
    "$(printf %s "$1" | tr - _)"
    sleep 1
    env "IOSLEUTH_PATH=/run/lab/quick:$PATH" sh capture.sh -s "$every" -e "$every" -o "$out/$1.tar.gz"
  )
  [ $? = 0 ] || echo "phase $1 failed" >&2
  set -e
}

# Ends the loads and takes the stack apart, whatever it is.
tidy() {
  set +ex
  ! dmsetup info suspended || dmsetup resume suspended
  touch /run/lab/released
  for load in $loads; do kill "${load##*:}"; done
  # who sends to a network that is gone waits for a quarter of an hour
  (
    sleep 5
    for load in $loads; do kill -KILL "${load##*:}"; done
  ) &
  late=$!
  for load in $loads; do wait "${load##*:}"; done
  kill "$late"
  rm -rf /run/lab/released /run/lab/done/* /run/lab/loads /dev/shm/memory
  [ -z "$udevd" ] || udevadm control --exit
  [ ! -e /sys/class/net/bond0 ] || ip link del bond0
  [ ! -e /run/netns/far ] || ip netns del far
  swapoff -a
  losetup -D
  awk '$2 ~ "^/mnt/" {print $2}' /proc/mounts | while read -r point; do umount "$point"; done
  for used in /sys/block/dm-*; do [ ! -e "$used" ] || dmsetup remove_all; done
  rm -rf "/dev/${vg:-none}"
  for used in /sys/block/md*; do [ ! -e "$used" ] || mdadm --stop "/dev/${used##*/}"; done
  for used in $disks; do
    [ ! -e "${used}1" ] || partx -d "$used"
    dd if=/dev/zero of="$used" bs=1M count=2 conv=notrunc
    widest=$(cat "/sys/block/${used##*/}/queue/max_hw_sectors_kb")
    echo "$((widest < 1280 ? widest : 1280))" > "/sys/block/${used##*/}/queue/max_sectors_kb"
  done
  rmmod null_blk
  dmesg --clear
  sync
} > /dev/null 2>&1

# What a load goes on with until the phase ends.
endless="--time_based --runtime=3600"

# Something that goes on until the phase ends. $1: name of the program; $2: group; then a script
busy() {
  local program=$1 place=$2
  # a link to fio may be in its place
  cp --remove-destination /bin/sh "/run/lab/bin/$program"
  (
    enter "$place"
    set +x
    exec "/run/lab/bin/$program" -c "$3"
  ) &
  loads="$loads $program:$!"
}

# A disk that takes so many microseconds for each request, and works at several at a time.
latent() {
  modprobe null_blk nr_devices=1 queue_mode=2 irqmode=2 completion_nsec=$(($1 * 1000)) gb=1 bs=512
}

# Two bonds of two legs each, over cables of the guest's own, the far one in a network name space.
# Large packets: an emulated machine pays for each. $1: policy of the hash
bonds() {
  local card
  modprobe bonding max_bonds=0
  ip netns add far
  for card in eth1 eth3; do ip link set "$card" netns far; done
  ip netns exec far ip link add bond0 mtu 9000 type bond mode balance-xor xmit_hash_policy "$1" miimon 100
  ip link add bond0 mtu 9000 type bond mode balance-xor xmit_hash_policy "$1" miimon 100
  for card in eth0 eth2; do ip link set "$card" down master bond0; done
  for card in eth1 eth3; do ip netns exec far ip link set "$card" down master bond0; done
  ip addr add 10.1.1.1/24 dev bond0
  ip link set bond0 up
  ip netns exec far ip addr add 10.1.1.2/24 dev bond0
  ip netns exec far ip link set bond0 up
}

# Sends to the far side. $1: name; $2: port; $3: KiB a second
sends() {
  (cd /run/lab && exec ip netns exec far fio --name=far --ioengine=net --listen --port="$2" --rw=read \
    --bs=16k --size=4g > "/run/lab/far-$2.said" 2>&1) &
  loads="$loads far:$!"
  sleep 2
  load "$1" "/system.slice/$1.service" buffered --ioengine=net --hostname=10.1.1.2 --port="$2" \
    --rw=write --bs=16k --size=4g --rate="${3}k"
}
