# Sourced by lab/run: the guests' disks.

loops=
servers=

# Makes the file of a disk; of a loop device image becomes its name. Without root it is the file.
make_image() {
  if [ "$format" = qcow2 ]; then
    qemu_img create -q -f qcow2 "$image" "${size}M"
    return
  fi
  truncate -s "${size}M" "$image"
  if [ "$format" = loop ] && [ "$(id -u)" = 0 ]; then
    image=$(losetup --find --show --direct-io=on "$image")
    loops="$loops $image"
  fi
  format=raw
}

# This host's own, else Debian's.
qemu_img() {
  if command -v qemu-img > /dev/null; then
    qemu-img "$@"
    return
  fi
  fetched qemu-utils
  libraries=$cache/qemu-utils/usr/lib/x86_64-linux-gnu
  "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" \
    "$cache/qemu-utils/usr/bin/qemu-img" "$@"
}

# Serves the file of a disk as slowly as a disk is: `takes` ms a request, so many at once. Out of
# this host's memory a request takes a quarter of one, less than the emulated processor needs to
# hand it on, and all of that the guest's kernel counts as the disk's time.
serve_image() {
  socket=$run/disk$node-$number.socket
  $nbdkit --foreground --exit-with-parent --unix "$socket" --threads "$at_once" \
    --filter="$delay" "$file_plugin" "$image" "rdelay=${takes}ms" "wdelay=${takes}ms" \
    > "$share/disk$number" 2>&1 &
  servers="$servers $!"
  until [ -S "$socket" ]; do
    kill -0 "$!" 2> /dev/null || stop "nbdkit: $(cat "$share/disk$number")"
    sleep 0.1
  done
  file=file.driver=nbd,file.server.type=unix,file.server.path=$socket
}

# Becomes a command that is as slow with each of its requests to the files in held (a line each) as
# a disk is; what it does stays its own, as it would not with a server between.
slowly() {
  [ -n "$held" ] && [ "$usual_takes" != 0 ] || exec "$@"
  while read -r image; do
    [ -z "$image" ] || set -- -P "$image" "$@"
  done <<LIST
$held
LIST
  requests=pread64,preadv,pwrite64,pwritev
  # -D: the command keeps the number of this process
  exec $strace -D -f --seccomp-bpf -qqq -o /dev/null -e signal=none -e "trace=$requests" \
    -e "inject=$requests:delay_exit=${usual_takes}000" "$@"
}

# Sets strace, a command: this host's own, else Debian's unpacked into the cache.
find_strace() {
  strace=strace
  ! command -v strace > /dev/null || [ -n "${IOSLEUTH_LAB_OWN_QEMU:-}" ] || return 0
  fetched strace
  libraries=$cache/strace/usr/lib/x86_64-linux-gnu
  strace="$libraries/ld-linux-x86-64.so.2 --library-path $libraries $cache/strace/usr/bin/strace"
}

# Sets nbdkit, a command, and its parts: this host's own, else Debian's unpacked into the cache.
find_nbdkit() {
  nbdkit=nbdkit
  delay=delay
  file_plugin=file
  ! command -v nbdkit > /dev/null || [ -n "${IOSLEUTH_LAB_OWN_QEMU:-}" ] || return 0
  fetched nbdkit
  libraries=$cache/nbdkit/usr/lib/x86_64-linux-gnu
  nbdkit="$libraries/ld-linux-x86-64.so.2 --library-path $libraries $cache/nbdkit/usr/bin/nbdkit"
  delay=$libraries/nbdkit/filters/nbdkit-delay-filter.so
  file_plugin=$libraries/nbdkit/plugins/nbdkit-file-plugin.so
}

end_disks() {
  for server in $servers; do kill "$server" 2> /dev/null || :; done
  for server in $servers; do wait "$server" 2> /dev/null || :; done
  servers=
  for loop in $loops; do losetup --detach "$loop" || :; done
  loops=
}
