# Sourced by the benchmarks: the JDK, the machine, medians, and docs/performance.md.

cd "$(dirname "$0")/.." || exit 1
. ./script/jdk.sh
find_jdk compiler || { echo "bench: $(jdk_advice)" >&2; exit 1; }
export JAVA_HOME=$jdk_home

# The options under which the launcher runs the program.
java_options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx768m"

machine() {
  printf '%s, %s x %s, Linux %s, JDK %s' "$(date -u +%Y-%m-%d)" "$(nproc)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(uname -r)" "$jdk_found"
}

# The middle one of the numbers on standard input, a line each.
median() {
  sort -n | awk '{v[NR] = $1} END {if (NR % 2) print v[(NR + 1) / 2]; else print (v[NR / 2] + v[NR / 2 + 1]) / 2}'
}

# CPU milliseconds (user and system, children included) of a command whose output goes nowhere.
cpu_ms() {
  local TIMEFORMAT='%3U %3S'
  { time "$@" > /dev/null 2>&1; } 2>&1 | awk '{printf "%.0f\n", ($1 + $2) * 1000}'
}

# Milliseconds that a command takes by the clock: only on a quiet machine.
wall_ms() {
  local TIMEFORMAT='%3R'
  { time "$@" > /dev/null 2>&1; } 2>&1 | awk '{printf "%.0f\n", $1 * 1000}'
}

# Puts standard input between the marks of section $2 in docs/$1.md, and shows it.
publish() {
  local text
  text=$(cat)
  printf '%s\n' "$text"
  text=$text awk -v name="$2" '
    $0 == "<!-- " name " -->" {print; print ENVIRON["text"]; skip = 1; next}
    $0 == "<!-- end " name " -->" {skip = 0}
    !skip {print}' "docs/$1.md" > target/published.md &&
    cat target/published.md > "docs/$1.md"
}
