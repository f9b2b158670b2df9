# Sourced by lab/run. Of a scenario that is "watched" this host makes a recording, too: of the same
# time, and with what the guest did to its disks.

watcher=

# Starts it, and returns when its first sample is whole. The disks lie where results go: a folder
# for temporary files may be in memory.
watch_host() {
  mkdir -p "$out"
  watched_disks=$(mktemp -d "$out/disks.XXXXXX")
  disks_in=$watched_disks
  uuid=$(printf '%08x-0000-4000-8000-000000000000' "$seed")
  "$project/iosleuth" capture --every 2 --seconds 3600 -o "$run/host.tar.gz" \
    > "$run/host.said" 2>&1 &
  watcher=$!
  until_sampled
}

# Waits until a sample is whole that was not yet.
until_sampled() {
  sampled=$(sampled)
  until [ "$(sampled)" -gt "$sampled" ]; do
    kill -0 "$watcher" 2> /dev/null || stop "this host's own recording ended: $(cat "$run/host.said")"
    sleep 0.2
  done
}

sampled() { stat -c %s "$run/host.tar.gz" 2> /dev/null || echo 0; }

# Before its last sample the guest waits until all that it wrote is on the disks.
write_back() {
  { [ -e "$run/meet/synced" ] && [ ! -e "$run/meet/written" ]; } || return 0
  sync -f "$disks_in"
  touch "$run/meet/written"
}

end_watch() {
  [ -n "$watcher" ] || return 0
  kill -TERM "$watcher" 2> /dev/null || :
  wait "$watcher" || :
  watcher=
  rm -rf "$watched_disks"
  watched_disks=
}

# Of a recording of this host what belongs to the guest: its process, its disks and what they lie
# on, under other names; nothing else of this machine. $1: recording; $2: where to.
keep_host() {
  all=$work/host
  few=$work/kept
  rm -rf "$all" "$few"
  mkdir -p "$all" "$few"
  tar -xzf "$1" -C "$all"
  # not the strace that holds it up
  owner=$(grep -l -a -e '-uuid.0000' "$all"/*/proc/*/cmdline | tr '\n' '\0' |
    xargs -0 grep -L -z -x -e --seccomp-bpf | head -n 1)
  owner=${owner%/cmdline}
  owner=${owner##*/}
  devices="$(tr '\0' '\n' < "$(ls "$all"/*/proc/"$owner"/cmdline | tail -n 1)" |
    sed -n 's|.*file=/dev/\(loop[0-9]*\),.*|\1|p') $(sed -n 's|.* - [a-z0-9]* /dev/\([a-z0-9]*\) .*|\1|p' \
    "$all/0001/proc/self/mountinfo" | sort -u)"
  for sample in "$all"/*; do
    keep_sample "$sample" "$few/${sample##*/}"
  done
  (
    cd "$few"
    for sample in *; do
      find "$sample" ! -type d ! -path "$sample/iosleuth" | sort
      echo "$sample/iosleuth"
    done > "$work/members"
    tar --owner=0 --group=0 --mtime=@0 --no-recursion -cf - -T "$work/members"
  ) | xz -9e > "$2"
}

# $1: folder of a sample; $2: its folder from now on.
keep_sample() {
  mkdir -p "$2/proc/self" "$2/sys/block"
  sed 's/^host .*/host host/' "$1/iosleuth" > "$2/iosleuth"
  cp "$1/proc/uptime" "$2/proc/"
  for device in $devices; do
    grep " $device " "$1/proc/diskstats" >> "$2/proc/diskstats" || :
    grep " - [a-z0-9]* /dev/$device " "$1/proc/self/mountinfo" >> "$2/proc/self/mountinfo" || :
    [ ! -e "$1/sys/block/$device" ] || cp -R "$1/sys/block/$device" "$2/sys/block/"
    rm -rf "$2/sys/block/$device/serial" "$2/sys/block/$device/device"
    backing=$2/sys/block/$device/loop/backing_file
    [ ! -e "$backing" ] || rename_places < "$backing" > "$work/renamed"
    [ ! -e "$backing" ] || cp "$work/renamed" "$backing"
  done
  [ -e "$1/proc/$owner/stat" ] || return 0
  process=$2/proc/$owner
  mkdir -p "$process/fd" "$process/fdinfo"
  cp "$1/proc/$owner/stat" "$1/proc/$owner/io" "$process/"
  tr '\0' '\n' < "$1/proc/$owner/cmdline" | rename_places | tr '\n' '\0' > "$process/cmdline"
  for link in "$1/proc/$owner/fd"/*; do
    open=$(readlink "$link")
    case $open in
      /dev/loop* | */disks.* | */tools.ext4)
        ln -s "$(echo "$open" | rename_places)" "$process/fd/${link##*/}"
        cp "$1/proc/$owner/fdinfo/${link##*/}" "$process/fdinfo/"
        ;;
    esac
  done
}

rename_places() {
  sed -e 's|/[^=,]*/disks[.][^/]*/|/srv/guests/|g' -e 's|/[^=,]*/guest-[0-9a-f]*/|/usr/share/lab/|g' \
    -e 's|/[^=,]*/iosleuth-lab[.][^/]*/|/run/lab/|g'
}
