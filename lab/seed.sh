# Sourced on the host and in the guest: what a scenario draws from the seed, the same on both.

# $1: seed; $2: name of the scenario.
sow() {
  local byte
  drawn=
  state=$(($1 & 0x7fffffff))
  for byte in $(printf %s "$2" | od -An -v -tu1); do
    state=$(((state * 31 + byte) & 0x7fffffff))
  done
}

# Sets the variable $1 to a whole number from $2 to $3. (Linear congruence of the C standard.)
pick() {
  state=$(((state * 1103515245 + 12345) & 0x7fffffff))
  eval "$1=$(($2 + (state >> 8) % ($3 - $2 + 1)))"
}

# Sets the variable $1 to one of the words that follow.
choose() {
  local chosen=$1 choice
  shift
  pick choice 1 $#
  eval "$chosen=\${$choice}"
}

# Names of phases: what shows a fault, what shows none, and so many, drawn, of the names that follow.
faults() { faulty="$faulty $*"; }
healthy() { sound="$sound $*"; }
healthy_some() {
  local wanted=$1 first
  shift
  pick first 0 $(($# - 1))
  while [ "$first" -gt 0 ]; do
    set -- "$@" "$1"
    shift
    first=$((first - 1))
  done
  while [ "$wanted" -gt 0 ]; do
    sound="$sound $1"
    shift
    wanted=$((wanted - 1))
  done
}
faulty=
sound=
drawn=

# Sets each of the variables to a name of its own, as programs and machines have.
name() {
  local named word number
  for named do
    while :; do
      choose word amber birch cedar dove elder finch gorse heron iris juniper kestrel linden maple \
        newt otter poplar quince raven sorrel thrush umber vetch willow yarrow
      pick number 1 999
      case " $drawn " in *" $word$number "*) ;; *) break ;; esac
    done
    drawn="$drawn $word$number"
    eval "$named=$word$number"
  done
}
