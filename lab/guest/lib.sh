# The words that scenarios use in the guest, and what surrounds them.
out=/run/out
tracefs=/sys/kernel/tracing
events="block_bio_queue block_bio_remap block_bio_backmerge block_bio_frontmerge block_split \
block_getrq block_rq_insert block_rq_merge block_rq_issue block_rq_complete block_bio_complete"
hierarchy=v2
udev=
watched=
loads=
recordings=

describe() { :; }
disk() { :; }
nodes() { :; }
cables() { :; }
watched() { watched=yes; }

# Images that the host made besides, below /bring; no load moves their disks.
brings() {
  local brought device
  for brought do
    device=$(disk_named "$brought")
    mkdir -p "/bring/$brought"
    mount -t ext4 -o ro,noload "$device" "/bring/$brought"
    printf 'tools\t%s\n' "$device" >> $out/truth
  done
}

# Modules, and "udev" or "v1" for how the guest is set up.
uses() {
  for use do
    case $use in
      udev) udev=yes ;;
      v1) hierarchy=v1 ;;
      *) modprobe "$use" ;;
    esac
  done
}

prepare() {
  mkdir -p $out /run/lab/bin /run/lab/done
  touch /run/lab/loads
  printf 'tools\t%s\n' "$(disk_named tools)" > $out/truth
  echo "node$node" > /proc/sys/kernel/hostname
  mount -t tracefs tracefs $tracefs
  mount -t debugfs debugfs /sys/kernel/debug
  # an emulated machine is ten times slower than that which it stands for: so is what it waits for
  mkdir -p /run/lab/path
  cat > /run/lab/path/timeout <<'END'
#!/bin/sh
seconds=$1
shift
exec /usr/bin/timeout $((seconds * 10)) "$@"
END
  chmod 755 /run/lab/path/timeout
}

# The disks of the scenario in the order in which it named them: disks, and disk0, disk1, ...
find_disks() {
  local place found
  if [ -n "$udev" ]; then
    /lib/systemd/systemd-udevd --daemon
    udevadm trigger --action=add
    udevadm settle
  else
    # or device-mapper's library waits for an answer from it
    export DM_DISABLE_UDEV=1
    mkdir -p /etc/lvm
    printf '%s\n' 'activation { udev_sync = 0 udev_rules = 0 }' \
      'devices { obtain_device_list_from_udev = 0 use_devicesfile = 0' \
      'global_filter = [ "r|/dev/drbd.*|" ] }' > /etc/lvm/lvm.conf
  fi
  mount_cgroups
  disks=
  place=0
  while found=$(disk_named "LAB$place") && [ -n "$found" ]; do
    eval "disk$place=$found"
    disks="$disks $found"
    place=$((place + 1))
  done
}

disk_named() {
  local block serial
  for block in /sys/block/*; do
    case ${block##*/} in
      sd*) serial=$(tail -c +5 "$block/device/vpd_pg80" 2> /dev/null | tr -d '\0 ') ;;
      vd*) serial=$(cat "$block/serial") ;;
      nvme*) serial=$(tr -d ' ' < "$block/device/serial") ;;
      *) continue ;;
    esac
    [ "$serial" != "$1" ] || echo "/dev/${block##*/}"
  done
}

mount_cgroups() {
  if [ $hierarchy = v2 ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    echo '+io +memory' > /sys/fs/cgroup/cgroup.subtree_control
    return
  fi
  mount -t tmpfs cgroup /sys/fs/cgroup
  mkdir -p /sys/fs/cgroup/blkio /sys/fs/cgroup/unified
  mount -t cgroup -o blkio blkio /sys/fs/cgroup/blkio
  mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
}

# Waits until the other node has come here as well.
meet() {
  [ "$nodes" = 2 ] || return 0
  touch "/meet/$1-$node"
  set +x
  until [ -e "/meet/$1-$((3 - node))" ]; do sleep 0.3; done
  set -x
}

# --- stacks -----------------------------------------------------------------------------------

# The names of volumes, where no udev makes them.
links() {
  dmsetup mknodes
  vgscan --mknodes > /dev/null || :
}

# A volume in a group of LVM. $1: group; $2: name; $3: MiB; then options of lvcreate.
volume() {
  local group=$1 name=$2 size=$3
  shift 3
  lvcreate -qq -y -Wn -Zn -n "$name" -L "${size}m" "$@" "$group"
  links
}

# $1: name; then options of vgcreate, at last the devices.
group() {
  vgcreate -qq "$@"
}

# An array. $1: md device; $2: level; then devices and options of mdadm.
array() {
  local device=$1 level=$2
  shift 2
  mdadm --create "/dev/$device" --run --level="$level" --metadata=1.2 --assume-clean "$@"
}

# Partitions of the given sizes in MiB, the last one as large as there is room. $1: disk.
partitions() {
  local table='label: gpt' parted=$1 size
  shift
  for size do table="$table
,${size}MiB"; done
  printf '%s\n,\n' "$table" | sfdisk -q --no-tell-kernel "$parted"
  partx -u "$parted" || partx -a "$parted"
}

# The name of partition $2 of disk $1.
part() {
  case $1 in
    *[0-9]) echo "$1p$2" ;;
    *) echo "$1$2" ;;
  esac
}

# $1: kind; $2: device; $3: where to; then options of mkfs
filesystem() {
  local kind=$1 device=$2 point=$3
  shift 3
  case $kind in
    ext4) mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 "$@" "$device" ;;
    *) "mkfs.$kind" -q -f "$@" "$device" ;;
  esac
  mkdir -p "$point"
  mount "$device" "$point"
}

# A node of ganeti: the network between the two, and a group of volumes on the device.
ganeti_node() {
  drbd=/lib/drbd/drbdsetup-84
  # as ganeti has it: without a configuration drbdadm fails, and DRBD takes that for a no
  echo /bin/true > /sys/module/drbd/parameters/usermode_helper
  ip link set lo up
  ip addr add "10.9.9.$node/24" dev eth0
  ip link set eth0 up
  group xenvg "$1"
  mkdir -p /run/ganeti/instance-disks
}

# ganeti's own calls, for disk 0 of an instance; the scenario sets size and extents.
# $1: minor; $2: instance; $3: node where it runs.
instance() {
  local minor=$1
  local data=$minor-0c9f7a3e-58a1.disk0_data
  local meta=$minor-0c9f7a3e-58a1.disk0_meta
  volume xenvg "$data" "$size" --addtag "originstname+$2"
  volume xenvg "$meta" 128 --addtag "originstname+$2"
  drbdmeta --force "$minor" v08 "/dev/xenvg/$meta" 0 create-md
  $drbd new-resource "resource$minor"
  $drbd new-minor "resource$minor" "$minor" 0
  $drbd attach "$minor" "/dev/xenvg/$data" "/dev/xenvg/$meta" 0 --on-io-error=detach \
    --disk-barrier=no --disk-flushes=yes --md-flushes=yes --al-extents="$extents" \
    --c-plan-ahead=0 --resync-rate="${resync_rate:-4096}"
  connect_instance "$minor"
  until_drbd "$minor" 'cs:Connected'
  [ "$3" != "$node" ] || {
    $drbd new-current-uuid --clear-bitmap "$minor"
    $drbd primary "$minor"
    ln -s "/dev/drbd$minor" "/run/ganeti/instance-disks/$2:0"
  }
  until_drbd "$minor" 'cs:Connected.*ds:UpToDate/UpToDate'
}

connect_instance() {
  local port=$((11000 + $1))
  $drbd connect "resource$1" "ipv4:10.9.9.$node:$port" "ipv4:10.9.9.$((3 - node)):$port" \
    --protocol=C --cram-hmac-alg=md5 --shared-secret=secret \
    --timeout=600 --ping-int=30 --ping-timeout=300
}

# Waits until /proc/drbd says so of that minor.
until_drbd() {
  local round=0
  set +x
  until grep -q "^ *$1: .*$2" /proc/drbd; do
    round=$((round + 1))
    [ $((round % 100)) != 99 ] || { cat /proc/drbd; dmesg | grep drbd | tail -n 20; } >&2
    sleep 0.3
  done
  set -x
}

# --- loads ------------------------------------------------------------------------------------

# Puts this shell into a group of the hierarchies that count disks.
enter() {
  local root
  for root in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/blkio; do
    [ -e "$root/cgroup.procs" ] || continue
    mkdir -p "$root$1"
    sh -c 'echo $PPID > "$1"' sh "$root$1/cgroup.procs"
  done
}

# A group with controllers all the way down to it, so that its own figures are there.
group_of() {
  [ $hierarchy = v2 ] || return 0
  local way='' rest=${1#/}
  while case $rest in */*) true ;; *) false ;; esac do
    way=$way/${rest%%/*}
    rest=${rest#*/}
    mkdir -p "/sys/fs/cgroup$way"
    echo '+io +memory' > "/sys/fs/cgroup$way/cgroup.subtree_control"
  done
}

# One program of that name, in that group ("-": none), that does one job of fio. It stays, with its
# files open, until the last sample has been taken. $1: name; $2: group; $3: direct or buffered;
# then fio's options.
load() {
  local load=$1 place=$2 how=$3 direct=0
  shift 3
  ln -sf "$(command -v fio)" "/run/lab/bin/$load"
  [ "$how" != direct ] || direct=1
  [ "$how $hierarchy" != "buffered v1" ] || how=buffered-v1
  printf '%s\t%s\t%s\n' "$load" "$place" "$how" >> /run/lab/loads
  [ "$place" = - ] || group_of "$place"
  (
    [ "$place" = - ] || enter "$place"
    cd /run/lab
    exec "/run/lab/bin/$load" --thread --output-format=json --output="$out/fio-$load.json" \
      --name="$load" --direct=$direct --randseed="$seed" \
      --exec_postrun="touch /run/lab/done/$load; until [ -e /run/lab/released ]; do sleep 0.5; done" \
      "$@" > "/run/lab/$load.said" 2>&1
  ) &
  loads="$loads $load:$!"
}

# A machine of qemu that stands still, its disk driven through its monitor. $1: name; $2: image;
# $3: way to it, in qemu's words; $4: group ("-": none); then more options of qemu
machine() {
  local machine=$1 image=$2 cache=$3 place=$4 monitor=/run/lab/monitor-$1
  shift 4
  rm -f "$monitor".*
  mkfifo "$monitor.in" "$monitor.out"
  cat "$monitor.out" > "$monitor.said" &
  [ "$place" = - ] || group_of "$place"
  (
    [ "$place" = - ] || enter "$place"
    cd /run/lab
    LD_LIBRARY_PATH=/bring/nested/lib QEMU_MODULE_DIR=/bring/nested/qemu \
      exec /bring/nested/bin/qemu-system-x86_64 -name "$machine" -M pc -accel tcg,tb-size=8 -m 16 -S \
      -nodefaults -no-user-config -display none -L /bring/nested/bios \
      -drive "if=none,id=disk0,file=$image,format=raw,cache=$cache" \
      -device virtio-blk-pci,drive=disk0,romfile= -chardev "pipe,id=monitor,path=$monitor" \
      -mon monitor -qmp "unix:/run/lab/qmp-$machine,server=on,wait=off" "$@" > "$monitor.told" 2>&1
  ) &
  eval "machine_$machine=$!"
  printf '%s\t%s\t%s\n' "$machine" "$place" "$([ "$cache" = none ] && echo direct || echo buffered)" \
    >> /run/lab/loads
}

# What qemu answered to all that it was driven to: operations and bytes read, and written.
# $1: machine
answered() {
  cat "/run/lab/monitor-$1.said" "/run/lab/monitor-$1.told" | tr '\r' '\n' | awk '
    /^(read|wrote) [0-9]+\/[0-9]+ bytes/ {
      split($2, bytes, "/")
      ops[$1]++
      sum[$1] += bytes[1]
    }
    END {printf "%d\t%d\t%d\t%d\t0", ops["read"], sum["read"], ops["wrote"], sum["wrote"]}'
}

# Drives a machine's disk, here and there within MiB. $1: name; $2: operations a second; $3: MiB;
# $4: reads of ten operations; then sizes in KiB, each in its turn
drive() {
  local driven=$1 rate=$2 room=$3 reads=$4 monitor=/run/lab/monitor-$1 number=0 place what
  shift 4
  (
    set +x
    while [ $number -lt $((rate * seconds)) ]; do
      for kib do
        # nowhere twice: what is written over in the page cache reaches the disk once
        place=$((number * 97 % (room * 8)))
        what=aio_write
        [ $((number % 10)) -ge "$reads" ] || what=aio_read
        echo "qemu-io disk0 \"$what $((place * 128))k ${kib}k\"" > "$monitor.in"
        number=$((number + 1))
        sleep "$(printf '0.%02d' $((100 / rate)))"
      done
    done
    until [ "$(answered "$driven" | awk '{print $1 + $3}')" = $number ]; do sleep 0.5; done
    answered "$driven" > "$out/driven-$driven"
    touch "/run/lab/done/$driven"
    until [ -e /run/lab/released ]; do sleep 0.5; done
    echo quit > "$monitor.in"
  ) &
  loads="$loads $driven:$!"
}

await_loads() {
  local load loaded
  set +x
  for load in $loads; do
    loaded=${load%:*}
    until [ -e "/run/lab/done/$loaded" ]; do
      kill -0 "${load##*:}" || {
        cat "/run/lab/$loaded.said" >&2
        return 1
      }
      sleep 0.3
    done
  done
  set -x
}

# What has to be over before the last sample; a scenario may say more. A host that records, too,
# writes back what it has of the guest in its page cache.
during_end() {
  [ -n "$watched" ] || return 0
  sync
  touch /meet/synced
  set +x
  until [ -e /meet/written ]; do sleep 0.3; done
  set -x
}

# Lets the programs end, and keeps what each of them counted itself:
# load, name, group, how, read operations, bytes, write operations, bytes, synchronisations
release() {
  local load place how counts
  touch /run/lab/released
  for load in $loads; do wait "${load##*:}"; done
  while read -r load place how; do
    counts=$out/fio-$load.json
    [ -e "$counts" ] || counts=$out/driven-$load
    printf 'load\t%s\t%s\t%s\t%s\n' "$load" "$place" "$how" "$(counted "$counts")"
  done < /run/lab/loads >> $out/truth
}

counted() {
  case $1 in
    */driven-*) cat "$1" ;;
    *) counted_by_fio "$1" ;;
  esac
}

counted_by_fio() {
  awk '
    $2 == ":" && $3 == "{" {section = $1}
    $1 == "\"io_bytes\"" {bytes[section] += $3}
    $1 == "\"total_ios\"" {ops[section] += $3}
    END {
      printf "%d\t%d\t%d\t%d\t%d", ops["\"read\""], bytes["\"read\""],
        ops["\"write\""], bytes["\"write\""], ops["\"sync\""]
    }' "$1"
}

# What the checker is to hold this scenario to.
#   copies READ WRITE [LOAD...]   bytes that leaves move for each byte of the load (2, 3/2; "-": not told)
#   pieces N [LOAD...]            operations that its first device counts for each of the load's
#   job WHICH DEVICE              the kernel's own work that has to be there by name
expect() {
  printf 'expect' >> $out/truth
  printf '\t%s' "$@" >> $out/truth
  echo >> $out/truth
}

# --- recording --------------------------------------------------------------------------------

# So that nothing of the stack's making is still on its way, and no program has to be read from
# the disk with the tools while the books are open.
settle() {
  local tool
  sync
  for tool in sh awk cat cp date dd dmsetup fio grep gzip head id lvs mkdir mktemp mv pidof ps rm \
    sed seq sleep sort stat sync tail tar timeout touch tr uniq wc xargs blktrace; do
    ! tool=$(command -v $tool) || cat "$tool"
  done > /dev/null
  find /usr/lib/x86_64-linux-gnu -maxdepth 1 -type f -exec cat {} + > /dev/null
  fio --version > /dev/null
  sleep 1
}

# The product's own script; returns when its first sample is whole.
record() {
  recording recording.tar.gz env "IOSLEUTH_PATH=/run/lab/path:$PATH" sh capture.sh -s 6000 -e "$every"
  [ ! -e /bring/program ] || record_by_program
  await_sample
}

# The product itself beside the script.
record_by_program() {
  # nothing is to be read from a disk for its start; a start-up cache takes minutes to make here
  find /bring/program -type f -exec cat {} + > /dev/null
  recording program.tar.gz env JAVA_HOME=/bring/program/runtime XDG_CACHE_HOME=/proc \
    IOSLEUTH_JAVA_OPTIONS=-Xmx256m /bring/program/iosleuth capture --seconds 6000 --every "$every"
}

# $1: file; then what makes it
recording() {
  local made=$out/$1
  shift
  "$@" -o "$made" > "$made.said" 2>&1 &
  recordings="$recordings $made:$!"
}

# Until each recording has grown by a sample.
await_sample() {
  local recording file pid before
  set +x
  before=
  for recording in $recordings; do
    before="$before $recording:$(size_of "${recording%:*}")"
  done
  for recording in $before; do
    file=${recording%%:*}
    pid=${recording#*:}
    pid=${pid%:*}
    until [ "$(size_of "$file")" -gt "${recording##*:}" ]; do
      kill -0 "$pid"
      sleep 0.2
    done
  done
  sleep 0.3
  set -x
}

size_of() { stat -c %s "$1" 2> /dev/null || echo 0; }

# Until a sample is whole that began after now; the one in work may have begun before.
enough() {
  local recording
  sync
  await_sample
  await_sample
  for recording in $recordings; do
    kill -TERM "${recording##*:}"
    wait "${recording##*:}" || :
  done
  # the host takes a sample more while the guest is there
  [ -z "$watched" ] || sleep 4
}

# A scenario whose volumes nobody else is to have open says yes.
unopened=

trace_start() {
  local event cpu device block
  trace=$tracefs/instances/lab
  mkdir $trace
  echo 0 > $trace/tracing_on
  echo mono > $trace/trace_clock
  echo 8192 > $trace/buffer_size_kb
  mkdir -p $out/trace/events $out/blktrace
  for event in $events; do
    [ ! -e $trace/events/block/$event ] || {
      echo 1 > $trace/events/block/$event/enable
      mkdir -p $out/trace/events/block/$event
      cp $trace/events/block/$event/format $trace/events/block/$event/id \
        $out/trace/events/block/$event/
    }
  done
  cp $tracefs/events/header_page $tracefs/events/header_event $out/trace/events/
  readers=
  for cpu in $trace/per_cpu/cpu*; do
    mkdir -p $out/trace/per_cpu/${cpu##*/}
    cat $cpu/trace_pipe_raw > $out/trace/per_cpu/${cpu##*/}/trace_pipe_raw &
    readers="$readers $!"
  done
  echo 1 > $trace/tracing_on
  block=
  for device in $(awk '$4 > 0 || $8 > 0 {print $3}' /proc/diskstats); do
    case $device in
      loop* | ram*) ;;
      dm-*)
        # whoever traces a device has it open
        [ -n "$unopened" ] || block="$block -d /dev/$device"
        ;;
      *) [ ! -e "/sys/block/$device" ] || block="$block -d /dev/$device" ;;
    esac
  done
  # shellcheck disable=SC2086 # words
  (cd $out/blktrace && exec blktrace -b 512 -n 8 $block > said 2>&1) &
  blktrace=$!
  sleep 1
}

trace_stop() {
  local cpu
  kill -INT $blktrace
  wait $blktrace || :
  echo 0 > $trace/tracing_on
  sleep 1
  # shellcheck disable=SC2086
  kill $readers || :
  for cpu in $trace/per_cpu/cpu*; do
    dd if=$cpu/trace_pipe_raw bs=4096 iflag=nonblock \
      >> $out/trace/per_cpu/${cpu##*/}/trace_pipe_raw 2> /dev/null || :
    cp $cpu/stats $out/trace/per_cpu/${cpu##*/}/stats
  done
  cp $tracefs/saved_cmdlines $trace/trace_clock $out/trace/
  awk '{print $1 ":" $2, $3}' /proc/diskstats > $out/trace/devices
}

ship() {
  cp /proc/diskstats /proc/mdstat $out/ 2> /dev/null || :
  dmsetup table > $out/dmsetup-table 2> /dev/null || :
  tar -C $out -cf - . | gzip -1 > out.tar.gz
}
