# Sourced by lab/run: starts guests, waits for them, says why one failed.

pids=

# Guests that got less of the processor time that they wanted than this, in per cent, are no proof
# of anything: what failed with them is tried again.
enough_given=70

# The words that a scenario uses on the host; the guest has its own meaning of some.
describe() { title=$1; }
disk() { disks="$disks
$*"; }
nodes() { count=$1; }
cables() {
  cables=$1
  megabits=$2
}
uses() { :; }
watched() { watched=yes; }
brings() { brings="$brings $*"; }

# The image of what a scenario brings.
brought() {
  case $1 in
    nested) echo "$nested" ;;
    program) echo "$program" ;;
  esac
}

# Reads a scenario as far as the host needs it: title, disks, number of nodes, what it brings.
read_scenario() {
  title=
  disks=
  brings=
  cables=0
  count=1
  watched=
  usual_takes=0
  if [ "$book" = scenarios ]; then
    sow "$seed" "disks of $1"
    pick usual_takes 2 5
  fi
  sow "$seed" "$1"
  . "$lab/$book/$1"
}

# Stops where there would be nothing to play, before anything is built or booted.
check_scenario() {
  read_scenario "$1"
  [ -n "$disks" ] || stop "$1: it has no disk"
  [ "$book" = faults ] || grep -qE '(^|[ ;])(load|drive) ' "$lab/$book/$1" || stop "$1: it has no load"
  while read -r size options; do
    number "$1: disk" "$size"
  done <<LIST
${disks#?}
LIST
}

# How fast the guest's clock ticks: as this host's. A guest that measures it while the host is busy
# is wrong by factors, and DRBD's nodes lose each other.
clock_rate() {
  mhz=$(dmesg 2> /dev/null | sed -n 's/.*tsc: Detected \([0-9.]*\) MHz .*/\1/p' | tail -n 1)
  # a scaled processor says its speed of now, a virtual one that of its clock
  [ -n "$mhz" ] || ! grep -qw hypervisor /proc/cpuinfo ||
    mhz=$(sed -n 's/^cpu MHz[^:]*: //p' /proc/cpuinfo | head -n 1)
  [ -z "$mhz" ] || echo "$mhz" | awk '{printf "tsc_early_khz=%d", $1 * 1000}'
}

# Starts one guest. $1: number of the node; $2: folder with its share.
start_guest() {
  node=$1
  share=$2
  set --
  held=
  number=0
  while read -r size options; do
    [ -n "$size" ] || continue
    image=$disks_in/disk$node-$number
    bus=virtio
    bad=
    throttle=
    takes=$usual_takes
    at_once=1
    device_options=
    iothread=
    caching=${IOSLEUTH_LAB_DISKS:-unsafe}
    format=raw
    for option in $options; do
      case $option in
        nvme)
          bus=nvme
          at_once=8
          ;;
        scsi) bus=scsi ;;
        takes=*) takes=${option#takes=} ;;
        iops=*) throttle=,throttling.iops-total=${option#iops=} ;;
        through) device_options=,write-cache=off ;;
        physical=*) device_options=,physical_block_size=${option#physical=} ;;
        bad=*) bad=${option#bad=} ;;
        cache=*) caching=${option#cache=} ;;
        # what the host counts of these is to be qemu's own
        qcow2 | loop)
          format=$option
          iothread=,iothread=io$number
          ;;
      esac
    done
    make_image
    file=file=$image
    if [ -n "$iothread" ]; then
      set -- "$@" -object "iothread,id=io$number,thread-pool-max=$at_once"
      held="$held
$image"
    elif [ "$takes" != 0 ]; then
      serve_image
    fi
    [ -z "$bad" ] || file="file.driver=blkdebug,file.inject-error.0.event=read_aio,\
file.inject-error.0.iotype=read,file.inject-error.0.errno=5,file.inject-error.0.sector=$bad,\
file.image.driver=file,file.image.filename=$image"
    set -- "$@" -drive \
      "if=none,id=d$number,$file,format=$format,cache=$caching,discard=unmap$throttle"
    case $bus in
      virtio)
        set -- "$@" -device "virtio-blk-pci,drive=d$number,serial=LAB$number$device_options$iothread"
        ;;
      nvme) set -- "$@" -device "nvme,drive=d$number,serial=LAB$number" ;;
      scsi)
        [ "$number" != 0 ] || set -- "$@" -device virtio-scsi-pci,id=scsi
        set -- "$@" -device \
          "scsi-hd,bus=scsi.0,scsi-id=$number,drive=d$number,serial=LAB$number$device_options"
        ;;
    esac
    number=$((number + 1))
  done <<LIST
$disks
LIST
  for brought in $brings; do
    set -- "$@" -drive \
      "if=none,id=$brought,file=$(brought "$brought"),format=raw,readonly=on,file.locking=off" \
      -device "virtio-blk-pci,drive=$brought,serial=$brought"
  done
  if [ "$count" = 2 ]; then
    set -- "$@" -netdev "dgram,id=net,local.type=unix,local.path=$run/net$node,\
remote.type=unix,remote.path=$run/net$((3 - node))" \
      -device "virtio-net-pci,netdev=net,mac=52:54:00:00:00:0$node,romfile="
  fi
  for cable in $(seq "$cables"); do
    for end in 1 2; do
      set -- "$@" -netdev "hubport,id=cable$cable-$end,hubid=$cable" -device "virtio-net-pci,\
netdev=cable$cable-$end,mac=52:54:00:00:0$cable:0$end,speed=$megabits,duplex=full,romfile="
    done
  done
  # without no_timer_check a busy host makes some boots panic; hpet and the rest only cost time
  $qemu -name "lab-$node" ${uuid:+-uuid "$uuid"} -accel tcg,thread=multi,tb-size=256 -M q35,hpet=off,vmport=off,smbus=off,sata=off,usb=off \
    -cpu max -smp "${IOSLEUTH_LAB_CPUS:-$([ "$count" = 2 ] && echo 1 || echo "$processors")}" -m 1024 \
    -nodefaults -no-user-config -no-reboot -display none -serial "file:$share/console" \
    -kernel "$guest/kernel" -initrd "$guest/initrd" -append "console=ttyS0 quiet loglevel=4 \
panic=-1 mitigations=off nokaslr tsc=reliable random.trust_cpu=on no_timer_check \
cryptomgr.notests $(clock_rate) $kernel_arguments" \
    -drive "if=none,id=tools,file=$guest/tools.ext4,format=raw,readonly=on,file.locking=off" \
    "$@" -device virtio-blk-pci,drive=tools,serial=tools \
    -fsdev "local,id=share,path=$share,security_model=none" \
    -device virtio-9p-pci,fsdev=share,mount_tag=share \
    -fsdev "local,id=meet,path=$run/meet,security_model=none" \
    -device virtio-9p-pci,fsdev=meet,mount_tag=meet > "$share/qemu" 2>&1 &
  pids="$pids $!"
}

# How many guests this machine can have at a time.
room_for_guests() {
  awk -v processors="$(nproc)" '
    $1 == "MemAvailable:" {
      # 1 GiB each, and what qemu itself needs
      room = int($2 / 1300000)
      if (room > processors) room = processors
      print room < 1 ? 1 : room
    }' /proc/meminfo
}

# Nanoseconds that the guests' threads have run, and waited for a processor, a line each.
paces() {
  for pid in $pids; do cat "/proc/$pid/task"/*/schedstat; done 2> /dev/null
}

# Until all guests are off; fails if one takes longer than its time, or ended without its word.
await_guests() {
  began_waiting=$(date +%s)
  pace=
  stat=$(head -n 1 /proc/stat)
  ended=0
  while going_on; do
    [ -z "$watched" ] || write_back
    now=$(paces)
    [ -z "$now" ] || pace=$now
    if [ $(($(date +%s) - began_waiting)) -gt "$patience" ]; then
      why="took longer than $patience s"
      ended=1
      break
    fi
    sleep 0.3
  done
  given=$(given)
  # what qemu refused at once failed for no want of time
  [ $(($(date +%s) - began_waiting)) -gt 2 ] || given=100
  for share in "$run"/node*; do
    [ "$(cat "$share/status" 2> /dev/null)" = ok ] || ended=1
  done
  [ $ended = 0 ] || end_guests
  for pid in $pids; do wait "$pid" 2> /dev/null || :; done
  pids=
  end_disks
  return $ended
}

# Whether a guest is still at it, and none gave up: the other one would wait for it.
going_on() {
  going=1
  node=0
  for pid in $pids; do
    node=$((node + 1))
    if kill -0 "$pid" 2> /dev/null; then
      going=0
      ! grep -qs failed "$run/node$node/status" || return 1
    elif ! grep -qs ok "$run/node$node/status"; then
      return 1
    fi
  done
  return $going
}

# Per cent of the processor time that the guests wanted which they got.
given() {
  printf '%s\n' "$stat" "$(head -n 1 /proc/stat)" "$pace" | awk '
    $1 == "cpu" {
      busy = $2 + $3 + $4 + $7 + $8 + $9
      stolen = seen ? ($9 - steal) / (busy - before + 1) : 0
      before = busy
      steal = $9
      seen = 1
      next
    }
    {ran += $1; waited += $2}
    END {printf "%d", 100 * (1 - stolen) * (ran + 1) / (ran + waited + 1)}'
}

# What each node wrote is what the other one replicates. $1: folder with the results of both.
exchange() {
  for node in 1 2; do
    awk -v OFS='\t' '$1 == "load" && $8 > 0 {print "replica", $2, $7, $8}' \
      "$1/node$node/truth" > "$work/replicas$node"
  done
  cat "$work/replicas2" >> "$1/node1/truth"
  cat "$work/replicas1" >> "$1/node2/truth"
}

end_guests() {
  for pid in $pids; do kill "$pid" 2> /dev/null || :; done
  for pid in $pids; do wait "$pid" 2> /dev/null || :; done
  pids=
  end_disks
}

# The last words of the guests, without what a dying kernel says of its registers and stack; the
# whole console is kept.
last_words() {
  for share in "$run"/node*; do
    kept=$out/.$1-$seed-${share##*/}.console
    tr -d '\r' < "$share/console" > "$kept" 2> /dev/null || :
    echo "--- ${share##*/}: qemu, console ($kept), log of the job" >&2
    tail -n 5 "$share/qemu" >&2
    sed -E 's/^(\[ *[0-9.]+\] )//' "$kept" |
      grep -vE '^(R[A-Z0-9]{1,3}|[CEDFG]S|CR[0-9]|DR[0-9]|Code|RIP|EFLAGS|FS|Modules linked in|Hardware name|CPU|PKRU|Call Trace):|^ *</?TASK>|^ *(\? )?[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+/' |
      tail -n 15 >&2 || :
    [ ! -e "$share/log" ] || tail -n 15 "$share/log" >&2
  done
}
