# Sourced by the benchmarks after lib.sh: a host of many loop devices and sleeping processes.

devices=${DEVICES:-2000}
processes=${PROCESSES:-5000}

[ "$(id -u)" = 0 ] || { echo "bench: makes loop devices, which needs root: run it by sudo" >&2; exit 1; }
[ -d target/test-classes/dev/iosleuth/bench ] || { echo "bench: run ./build first" >&2; exit 1; }

java="$jdk_home/bin/java $java_options --enable-native-access=ALL-UNNAMED -cp target/test-classes:target/iosleuth.jar"
scratch=$(mktemp -d /dev/shm/iosleuth-bench.XXXXXX)
loops=
sleepers=

leave_host() {
  exec 7>&- || true # ManyLoops takes its devices away
  wait "${loops:-}" 2> /dev/null || true
  # The group of the process that started them; it and they were started here.
  [ -z "$sleepers" ] || kill -- "-$sleepers" 2> /dev/null || true
  wait "${sleepers:-}" 2> /dev/null || true
  rm -rf "$scratch"
}
trap leave_host EXIT
trap 'exit 130' INT TERM

large_host() {
  truncate -s 64M "$scratch/disk"
  mkfifo "$scratch/hold"
  $java dev.iosleuth.bench.ManyLoops "$scratch/disk" "$devices" < "$scratch/hold" > "$scratch/loops" &
  loops=$!
  exec 7> "$scratch/hold"

  # They end by themselves after half an hour, whatever happens to this script.
  setsid sh -c 'i=0; while [ $i -lt '"$processes"' ]; do sleep 1800 & i=$((i + 1)); done; echo done > '"$scratch/sleepers"'; wait' 7>&- &
  sleepers=$!
  for _ in $(seq 300); do
    if grep -q ready "$scratch/loops" && [ -e "$scratch/sleepers" ]; then break; fi
    sleep 0.2
  done
  grep -q ready "$scratch/loops" || { echo "bench: the loop devices could not be made" >&2; exit 1; }
  sleep 2
}
