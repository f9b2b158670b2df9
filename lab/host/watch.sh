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
  end_loops
  rm -rf "$watched_disks"
  watched_disks=
}
