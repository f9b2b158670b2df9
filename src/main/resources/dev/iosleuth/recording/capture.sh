#!/bin/sh
# Captures what iosleuth reads of this host into one recording, without Java.
# Made by iosleuth @VERSION@; the format is described in its docs/recording.md.
# Writes nothing but its output and a temporary folder, which it removes. No content
# of user files is read; secrets in command lines and outputs of tools are masked.

usage() {
  cat <<'END'
Usage: sh capture.sh [-s SECONDS] [-e EVERY] [-o FILE]
  -s  seconds to watch (5)
  -e  seconds from sample to sample (5)
  -o  where to write (HOST-TIME.iosleuth.tar.gz), never over a file that exists;
      - is the standard output
  -h  this text
Ctrl-C ends it (status 130); the samples up to there are whole.
Look at the result with: iosleuth --from FILE
END
}

fail() {
  echo "capture: $*" >&2
  exit 2
}

LC_ALL=C
PATH=${IOSLEUTH_PATH:-/usr/sbin:/sbin:/usr/bin:/bin:$PATH}
export LC_ALL PATH
unset CDPATH GREP_OPTIONS GZIP TAR_OPTIONS
umask 077
root=${IOSLEUTH_ROOT:-/}
seconds=5
every=5
out=
for word do
  case $word in
    --help) usage; exit 0 ;;
    --?*) fail "no option $word; sh capture.sh -h shows those that there are" ;;
  esac
done
while getopts :s:e:o:h option; do
  case $option in
    s) seconds=$OPTARG ;;
    e) every=$OPTARG ;;
    o) out=$OPTARG ;;
    h) usage; exit 0 ;;
    :) fail "-$OPTARG takes a value; sh capture.sh -h says which" ;;
    *) fail "no option -$OPTARG; sh capture.sh -h shows those that there are" ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || fail "no argument is taken, but there is '$1'; -o FILE says where to write"
for number in "$seconds" "$every"; do
  case $number in
    '' | 0* | *[!0-9]* | ??????*) fail "not a number of seconds from 1 to 99999: $number" ;;
  esac
done

here=$PWD
cd "$root" 2> /dev/null || fail "no such folder: $root"
root=$PWD
for needed in proc/diskstats proc/uptime; do
  [ -r "$needed" ] || fail "no $needed in $root"
done
host=unknown
read -r host 2> /dev/null < proc/sys/kernel/hostname
case $host in *[!A-Za-z0-9._-]*) host=unknown ;; esac
started=$(date +%s)
[ -n "$out" ] || out=$host-$(date +%Y%m%d-%H%M%S).iosleuth.tar.gz
case $out in
  - | /*) ;;
  *) out=$here/$out ;;
esac
denied='not allowed'
[ "$(id -u)" = 0 ] || denied='needs root'

# memory rather than the disks that are watched
folder=${TMPDIR:-/dev/shm}
[ -d "$folder" ] && [ -w "$folder" ] || folder=/tmp
T=
samples=0
made=
packing=
whole=0
napping=
# leaves whole samples, or no file, and nothing else
finish() {
  trap '' INT TERM HUP
  trap - EXIT
  [ -z "$napping" ] || kill "$napping" 2> /dev/null
  status=0
  if [ "$samples" -gt 0 ]; then
    [ -z "$packing" ] || [ "$out" = - ] || dd if=/dev/null of="$out" bs=1 seek="$whole" 2> /dev/null
    [ -n "$packing" ] && [ "$out" = - ] ||
      dd if=/dev/zero bs=512 count=2 2> /dev/null | gzip -1 | write || status=1
  elif [ -n "$packing" ] || { [ -n "$made" ] && [ ! -s "$out" ]; }; then
    [ "$out" = - ] || rm -f "$out"
  fi
  [ -z "$T" ] || rm -rf "$T"
  return $status
}
write() {
  if [ "$out" = - ]; then cat; else cat >> "$out"; fi 2> /dev/null
}
stopped() {
  finish
  said
  exit "$1"
}
said() {
  if [ "$samples" -eq 0 ]; then
    echo "capture: stopped within the first sample: nothing was written" >&2
  elif [ "$samples" -eq 1 ] && [ "$out" != - ]; then
    echo "capture: 1 sample of $host in $out" >&2
  elif [ "$out" != - ]; then
    echo "capture: $samples samples of $host in $out" >&2
  fi
}
trap finish EXIT
trap 'stopped 130' INT
trap 'stopped 143' TERM HUP
# by a name that is known before the folder is there, whenever a signal comes
T=$folder/iosleuth.$$.$started
mkdir "$T" 2> /dev/null || { T= && fail "no temporary folder in $folder"; }
mkdir "$T/new" "$T/before" 2> /dev/null || fail "cannot write to $T"
[ "$out" = - ] || {
  [ ! -e "$out" ] || [ -f "$out" ] || fail "$out is no regular file: -o FILE, or -o - for a pipe"
  [ ! -e "$out" ] && [ ! -L "$out" ] || fail "$out exists: choose another by -o FILE"
  # known before the file is there: a signal may come in between
  made=1
  (set -C && : > "$out") 2> /dev/null || { made= && fail "cannot write $out"; }
}

# --- what is masked ---------------------------------------------------------------------------
: > "$T/containers"
cat > "$T/line.sed" <<'END'
@LINE@
END
cat > "$T/mapper.sed" <<'END'
@MAPPER@
END
cat > "$T/arguments.sed" <<'END'
@ARGUMENTS@
END
suspicious='@SUSPICIOUS@'

# a file by what was masked; where masking failed that is nothing, which is safe
replace() {
  rm -f "$1"
  cat "$T/masked" > "$1"
}

# many files of arguments that are ended by NUL, whose names are read, in one process
mask_many() {
  tr '\n' '\0' | xargs -0 sed -s -i -z -E -f "$T/arguments.sed" 2> /dev/null
}

# one of them, by the way that was found good
mask_one() {
  case $way in
    many | nul) sed -z -E -f "$T/arguments.sed" < "$1" > "$T/masked" 2> /dev/null ;;
    words) mask_words "$1" ;;
    *) return 1 ;;
  esac && replace "$1"
}

# by a sed that knows lines only, which an argument of several lines would mislead
mask_words() {
  [ "$(tr -dc '\n' < "$1" | wc -c)" -eq 0 ] &&
    tr '\0' '\n' < "$1" > "$T/words" &&
    sed -E -f "$T/arguments.sed" < "$T/words" > "$T/seen" 2> /dev/null &&
    tr '\n' '\0' < "$T/seen" > "$T/masked"
}

# the program's name, if it looks like one, and nothing of its arguments
withhold() {
  name=
  tr '\0' '\n' < "$1" > "$T/words"
  read -r name rest < "$T/words"
  case $name in '' | *[!A-Za-z0-9_./+-]*) name='***' ;; esac
  printf '%s\0***\0' "$name" > "$T/masked"
  replace "$1"
  withheld=$((withheld + 1))
}

# the files that are named in a file
mask_arguments() {
  if [ "$way" = many ]; then mask_many < "$1" && return; fi
  while IFS= read -r file; do mask_one "$file" || withhold "$file"; done < "$1"
}

is_suspicious() {
  case $1 in
    @SUSPICIOUS_GLOBS@)
      return 0 ;;
  esac
  return 1
}

# names of command lines that may hold a secret, from names
suspects() {
  if [ -n "$wholegrep" ]; then
    xargs -0 grep -lEia "$suspicious" 2> /dev/null
    return
  fi
  tr '\0' '\n' | while IFS= read -r file; do
    tr '\0' '\n' < "$file" > "$T/words"
    words=
    while IFS= read -r line || [ -n "$line" ]; do words="$words$line
"; done < "$T/words"
    ! is_suspicious "$words" || echo "$file"
  done
}

# a text, by the program that is named
mask_lines() {
  [ -f "$2" ] || return 0
  if [ -z "$lines" ] || ! sed -E -f "$T/$1.sed" < "$2" > "$T/masked" 2> /dev/null; then
    while IFS= read -r line || [ -n "$line" ]; do
      if is_suspicious "$line"; then line='***'; fi
      printf '%s\n' "$line"
    done < "$2" > "$T/masked"
  fi
  replace "$2"
}

# What this host's tools can do is tried, as a sed that understands the rules otherwise would leave
# secrets in. Without one, arguments that may hold any are left out.
cat > "$T/trial" <<'END'
@TRIAL@
END
cat > "$T/expected" <<'END'
@TRIAL_MASKED@
END
masks() {
  way=$1
  for file in "$T/trial.1" "$T/trial.2"; do tr '\n' '\0' < "$T/trial" > "$file"; done
  printf '%s\n' "$T/trial.1" "$T/trial.2" > "$T/trials"
  if [ "$way" = many ]; then mask_many < "$T/trials"; else mask_one "$T/trial.1"; fi &&
    [ "$(tr '\0' '\n' < "$T/trial.1")" = "$(cat "$T/expected")" ] &&
    { [ "$way" != many ] || [ "$(tr '\0' '\n' < "$T/trial.2")" = "$(cat "$T/expected")" ]; }
}
masks many || masks nul || masks words || way=
lines=1
printf '%s\n' '@TRIAL_LINE@' > "$T/trial.line"
printf '%s\n' '@TRIAL_MAPPER@' > "$T/trial.mapper"
mask_lines line "$T/trial.line"
mask_lines mapper "$T/trial.mapper"
[ "$(cat "$T/trial.line" "$T/trial.mapper")" = '@TRIAL_LINE_MASKED@
@TRIAL_MAPPER_MASKED@' ] || lines=
withheld=0
wholegrep=
[ "$(printf 'a\0PASS\n' | grep -cEia "$suspicious" 2> /dev/null)" = 1 ] && wholegrep=1

# --- copying ----------------------------------------------------------------------------------
# many files in one process; names are read from the input, each ended by NUL
copy() {
  cat > "$T/list"
  folders
  D=$D xargs -0 sh -c 'cp --parents "$@" "$D"' sh < "$T/list" 2>> "$T/errors"
}
copy_links() {
  cat > "$T/list"
  folders
  D=$D xargs -0 sh -c 'cp -P --parents "$@" "$D"' sh < "$T/list" 2>> "$T/errors"
}

# made beforehand, as cp would give them the rights of those of /proc, which nobody may write to
folders() {
  tr '\0' '\n' < "$T/list" | sed 's%/[^/]*$%%' | uniq | tr '\n' '\0' |
    (cd "$D" && xargs -0 sh -c '[ $# -eq 0 ] || mkdir -p "$@"' sh)
}

# names that are there, each ended by NUL
found() {
  for name do
    case $name in
      *\**) [ -e "$name" ] || [ -L "$name" ] || continue ;;
    esac
    printf '%s\0' "$name"
  done
}

# empty files in their place
names() {
  for name do
    [ -e "$name" ] || [ -L "$name" ] || continue
    printf '%s\0' "$name"
  done > "$T/list"
  folders
  (cd "$D" && xargs -0 sh -c '[ $# -eq 0 ] || touch "$@"' sh) < "$T/list"
}

# the output of a tool: file, command
tool() {
  file=$1
  shift
  if [ "$root" != / ]; then
    [ -f "tool/$file" ] && cat "tool/$file" > "$D/tool/$file"
  elif ! command -v "$1" > /dev/null 2>&1; then
    printf '%s\t%s\n' "tool/$file" "$1 is not installed" >> "$D/absent"
  elif ! limited "$@" > "$D/tool/$file" 2>/dev/null < /dev/null; then
    rm -f "$D/tool/$file"
    printf '%s\t%s\n' "tool/$file" "$1: did not succeed" >> "$D/absent"
  fi
  case $file in
    dmsetup-table) mask_lines mapper "$D/tool/$file" ;;
    *) mask_lines line "$D/tool/$file" ;;
  esac
}
limit=
command -v timeout > /dev/null 2>&1 && limit='timeout 5'

# A tool that waits for a disk which answers nothing cannot be ended, and timeout would wait for it:
# it ends the shell in between, and the tool is left behind.
limited() {
  if [ -n "$limit" ]; then
    $limit sh -c '"$@" & wait $!' sh "$@"
  else
    "$@"
  fi
}

# names that are there and not copied yet
more() {
  for name do
    [ -e "$D/$name" ] || found "$name"
  done
}

# those of disks, processes and cgroups right after each other: their names are sought before
counters() {
  hierarchies < proc/self/mountinfo
  {
    found @MOMENT@ proc/[0-9]*/io
    [ -z "$v2" ] || groups "$v2" @CGROUP_V2_COUNTERS@
    [ -z "$v1" ] || groups "$v1" @CGROUP_V1@
  } > "$T/first"
  copy < "$T/first"
  found \
@EVERY@ | copy
  mask_lines line "$D/proc/self/mountinfo"
  mask_lines line "$D/proc/self/mountstats"
}

processes() {
  { more proc/[0-9]*/io; found @PROCESS@; } | copy
  for file in "$D"/proc/[0-9]*/io; do
    [ -s "$file" ] || { rm -f "$file" && echo "cp: '${file#"$D/"}': Permission denied" >> "$T/errors"; }
  done
  printf '%s\0' "$D"/proc/[0-9]*/cmdline | suspects > "$T/suspects"
  mask_arguments "$T/suspects"
  (cd "$D/proc" && printf '%s\n' [0-9]*) | active > "$T/active"
  while IFS= read -r pid; do
    [ -d "proc/$pid" ] || continue
    mkdir -p "$D/proc/$pid/fd"
    found @ACTIVE_LINKS@ >&3
    found @ACTIVE_FILES@
  done < "$T/active" 3> "$T/links" > "$T/files"
  copy_links < "$T/links"
  copy < "$T/files"
  while IFS= read -r pid; do mask_lines line "$D/proc/$pid/mountinfo"; done < "$T/active"
  [ "$root" != / ] || while IFS= read -r pid; do extents; done < "$T/active"
}

# in how many pieces the files lie that a busy program has read from; each is asked about once
extents() {
  of_one=0
  for fd in "proc/$pid/fd/"*; do
    [ "$of_one" -lt 8 ] && [ "$asked" -lt 64 ] || break
    [ -f "$fd" ] || continue
    descriptor=${fd##*/}
    position=0
    flags=1
    { read -r key position && read -r key flags; } 2> /dev/null < "$D/proc/$pid/fdinfo/$descriptor"
    # at its beginning, or not open for reading
    case $position/$flags in 0/* | *[15]) continue ;; esac
    of_one=$((of_one + 1))
    file=extents/$pid/$descriptor
    pieces=$T/extents.$pid.$descriptor
    [ -f "$pieces" ] || {
      asked=$((asked + 1))
      fragments "$fd" > "$pieces"
    }
    if [ -s "$pieces" ]; then
      mkdir -p "$D/extents/$pid"
      cat "$pieces" > "$D/$file"
    elif command -v filefrag > /dev/null 2>&1; then
      printf '%s\t%s\n' "$file" 'filefrag: did not succeed' >> "$D/absent"
    else
      printf '%s\t%s\n' "$file" 'filefrag is not installed' >> "$D/absent"
    fi
  done
}

# its rows tell blocks, those of old versions nothing but their number
fragments() {
  $limit filefrag -v "$1" 2> /dev/null < /dev/null | awk -F: '
    /^File size of / {
      size = unit = $0
      sub(/.* is /, "", size)
      sub(/.*(blocks? of|blocksize) /, "", unit)
      size += 0
      unit += 0
    }
    /^ *[0-9]+:/ { blocks += $4 }
    / extents? found/ {
      count = $NF
      sub(/ extents? found.*/, "", count)
    }
    END { if (count != "") printf "bytes %.0f\nextents %d\n", blocks ? blocks * unit : size, count }'
}

# processes whose disk I/O moved since the sample before, guests, who serves them by NBD, and the
# first of containers
active() {
  awk -v now="$D/proc/" -v before="$T/before/proc/" -v first="$samples" -v guests="$T/guests" '
    BEGIN { printf "" > guests }
    function io(file,   line, sum) {
      sum = ""
      while ((getline line < file) > 0)
        if (line ~ /^(read_bytes|write_bytes|cancelled_write_bytes)/) sum = sum line " "
      close(file)
      return sum
    }
    # the oldest of each container by cgroup
    function grouped(pid, start,   file, line, path) {
      file = now pid "/cgroup"
      while ((getline line < file) > 0)
        if (match(line, /\/(lxc\.payload\.[^\/]+|lxc(\.payload)?\/[^\/]+|systemd-nspawn@[^\/]+\.service|machine-[^\/]+\.scope)/)) {
          path = substr(line, 1, RSTART + RLENGTH - 1)
          sub(/^[^:]*:[^:]*:/, "", path)
          if (path ~ /machine-qemu/) continue
          if (!(path in oldest) || start < since[path]) {
            oldest[path] = pid
            since[path] = start
          }
        }
      close(file)
    }
    {
      is = io(now $1 "/io")
      was = io(before $1 "/io")
      if (was == "") was = "read_bytes: 0 write_bytes: 0 cancelled_write_bytes: 0 "
      command = ""
      file = now $1 "/cmdline"
      getline command < file
      close(file)
      guest = command ~ /^([^ ]*\/)?(qemu-system-|qemu-kvm|kvm)/
      if (guest) print $1 > guests
      serves = command ~ /^([^ ]*\/)?(qemu-nbd|qemu-storage-daemon|nbd-server|nbdkit)/
      stat = ""
      file = now $1 "/stat"
      getline stat < file
      close(file)
      sub(/.*\) . /, "", stat)
      split(stat, fields, " ")
      if (!guest) grouped($1, fields[19] + 0)
      if (guest || serves || (first > 0 && is != "" && is != was)) print $1
      else parent[$1] = fields[1]
      if (command ~ /^(\[lxc monitor\] |([^ ]*\/)?(lxc-start|lxc-execute|libvirt_lxc|systemd-nspawn))/)
        keeper[$1]
    }
    END {
      for (path in oldest) contained[oldest[path]]
      for (pid in parent) if ((parent[pid] in keeper) || (pid in contained)) print pid
    }'
}

# where cgroups are mounted, from mountinfo
hierarchies() {
  v2=
  v1=
  while read -r id parent dev top point rest; do
    case " $rest " in
      *' - cgroup2 '*) [ -z "$v2" ] && [ "$top" = / ] && v2=${point#/} ;;
      *' - cgroup '*blkio*) [ -z "$v1" ] && v1=${point#/} ;;
    esac
  done
}

# what describes them; counters of a group that came later than the others' would be of a later time
cgroups() {
  [ -z "$v2" ] || groups "$v2" @CGROUP_V2@ | copy
}

# level by level, as deep as there are groups
groups() {
  level=$1
  shift
  for depth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    for file do found $level/"$file"; done
    level="$level/*"
    for group in $level/cgroup.procs; do break; done
    [ -e "$group" ] || break
  done
}

# names of containers by id; of the files of their managers nothing else is kept
containers() {
  homes
  grep -ohE '[0-9a-f]{64}' "$D"/proc/[0-9]*/cgroup 2>/dev/null | sort -u |
    while read -r id; do
      name=$(grep "^$id " "$T/containers") || {
        name=$(container | head -n 1) && [ -n "$name" ] || continue
        name="$id $name"
        echo "$name" >> "$T/containers"
      }
      echo "$name"
    done > "$D/containers"
  [ -s "$D/containers" ] || rm -f "$D/containers"
}

container() {
  for link in var/log/containers/*_*_*-"$id".log; do
    [ -L "$link" ] || continue
    link=${link##*/}
    link=${link%-"$id".log}
    rest=${link#*_}
    echo "${rest%%_*}/${link%%_*}/${rest#*_}"
    return
  done
  for share in var/lib $shares; do
    sed -n 's%^.*"Name":"/\([A-Za-z0-9_.-]*\)".*$%\1%p' \
      "$share/docker/containers/$id/config.v2.json" 2> /dev/null
    stored "$share"/containers/storage/overlay-containers/*containers.json
    for name in $(grep -lx "$id" "$share"/nerdctl/*/names/*/* 2> /dev/null); do
      echo "${name##*/}"
    done
  done
  for run in run/containers/storage $runs; do
    stored "$run"/overlay-containers/volatile-containers.json
  done
}

# name of a container in podman's lists
stored() {
  cat "$@" 2> /dev/null | tr '{' '\n' |
    sed -n 's%^"id":"'"$id"'","names":\["\([A-Za-z0-9_.-]*\)".*$%\1%p'
}

# where users that run containers without root keep what is known of them
homes() {
  shares=
  runs=
  for user in $(grep -ohE 'user-[0-9]+[.]slice' "$D"/proc/[0-9]*/cgroup 2> /dev/null | sort -u); do
    user=${user#user-}
    user=${user%.slice}
    home=$(awk -F: -v user="$user" '$3 == user { print $6; exit }' etc/passwd 2> /dev/null)
    case $home in
      /*[!A-Za-z0-9_./@+-]* | '') ;;
      /*)
        shares="$shares ${home#/}/.local/share"
        runs="$runs run/user/$user/containers"
        ;;
    esac
  done
}

description() {
  found \
@COMPLETE@ | copy
  found @LINKS@ | copy_links
  names \
@NAMES@
  for file in "$D"/etc/*/* "$D/proc/cmdline"; do
    [ -s "$file" ] && mask_lines line "$file"
  done
}

tools() {
@TOOLS@
  [ ! -f "$D/tool/kernel-log" ] || {
    tail -n 500 "$D/tool/kernel-log" > "$T/masked"
    replace "$D/tool/kernel-log"
  }
  [ "$root" = / ] && command -v smartctl > /dev/null 2>&1 || return 0
  mkdir -p "$D/tool/smartctl"
  for disk in sys/block/*/device/model; do
    disk=${disk#sys/block/}
    disk=${disk%%/*}
    file=tool/smartctl/$disk
    # before 7.0 it knows no JSON
    smart "$disk" --json=c --all || smart "$disk" --info --health --attributes || {
      rm -f "$D/$file"
      printf '%s\t%s\n' "$file" "smartctl: exit status $status" >> "$D/absent"
    }
    mask_lines line "$D/$file"
  done
}

# what a disk tells: disk, options
smart() {
  device=/dev/$(echo "$1" | tr '!' /)
  shift
  limited smartctl --nocheck=standby "$@" "$device" > "$D/$file" 2> /dev/null < /dev/null
  # bits 0 and 1: no answer, or asleep; 124: no end. The others tell of the disk
  status=$?
  [ "$status" -ne 124 ] && [ $((status & 3)) -eq 0 ]
}

# What the program asks of guests' monitors, within one connection each: 200 ms for the greeting, 50
# for the answers, query-* only. sh cannot speak with a socket. Those of libvirt are libvirt's own.
cat > "$T/ask.pl" <<'END'
use strict;
use Socket;
use IO::Handle;
my ($to, $kept, @pids) = @ARGV;
my $begun = now();
$SIG{PIPE} = 'IGNORE';
sub now { open my $uptime, '<', '/proc/uptime' or die; return (split ' ', <$uptime>)[0] }
sub sockets {
  my @words = split /\0/, slurp("/proc/$_[0]/cmdline");
  return if !@words || $words[0] !~ m{^([^ ]*/)?(qemu-system-|qemu-kvm|kvm)};
  return if grep { m{charmonitor|/libvirt/} } @words;
  my (%path, @asked);
  for my $at (1 .. $#words) {
    my ($option, $value) = ($words[$at - 1] =~ s/^--/-/r, $words[$at]);
    $value =~ s/^unix:/path=/ if $option =~ /^-qmp/;
    my %its = map { s/\001/,/gr } map { /^([\w-]+)=(.*)/s ? ($1, $2) : ($_, 'on') }
      split /,/, $value =~ s/,,/\001/gr;
    my $id = $option eq '-chardev' ? $its{id} : $at;
    $path{$id} = $its{path} if ($its{server} || '') =~ /on|yes/ && defined $its{path};
    push @asked, $at if $option =~ /^-qmp/;
    push @asked, $its{chardev} || $value =~ s/,.*//sr if $option eq '-mon' && $value =~ /mode=control/;
  }
  return grep { defined } @path{@asked};
}
sub slurp { open my $in, '<', $_[0] or return ''; local $/; return <$in> // '' }
sub ask {
  my ($pid, $path, $name, @questions) = @_;
  return 'qemu is stopped, by a signal or a debugger' if slurp("/proc/$pid/stat") =~ /.*\) [Tt] /s;
  return 'not asked: the monitors before it were silent' if now() - $begun > 2;
  for (split /\n/, slurp('/proc/net/unix')) {
    my @its = split ' ', $_, 8;
    return 'its monitor is held by another client'
      if @its == 8 && $its[5] eq '03' && hex $its[1] >= 3 && $its[7] eq $path;
  }
  my $own = readlink("/proc/$pid/ns/mnt") eq readlink('/proc/self/ns/mnt');
  $path = "/proc/$pid/cwd/$path" if $path !~ m{^/};
  $path = "/proc/$pid/root$path" if !$own && $path !~ m{^/proc/};
  return 'the path of its monitor cannot be opened' if length $path > 107;
  socket(my $monitor, AF_UNIX, SOCK_STREAM, 0);
  $monitor->blocking(0);
  connect($monitor, pack_sockaddr_un($path))
    or return $!{ENOENT} ? "no such socket: $path"
      : $!{EACCES} ? 'needs root: its monitor may not be reached'
      : $!{ECONNREFUSED} ? 'nobody listens on its monitor'
      : $!{EAGAIN} ? 'its monitor is held by another client, or qemu does not take up connections'
      : "its monitor could not be reached: $!";
  my ($heard, $asked, $end) = ('', 0, now() + 0.2);
  while ((my $left = $end - now()) > 0) {
    vec(my $waiting = '', fileno $monitor, 1) = 1;
    select($waiting, undef, undef, $left) or next;
    sysread($monitor, $heard, 1 << 16, length $heard) or return 'its monitor hung up';
    return 'its monitor sent more than 4 MiB' if length $heard > 1 << 22;
    if (!$asked) {
      next if $heard !~ /\A\s*\{\s*"QMP".*\}\r?\n\z/s;
      $asked = now();
      $end = $asked + 0.05;
      syswrite $monitor, qq({"execute":"$_","id":"$_"}\r\n) for 'qmp_capabilities', @questions;
    } elsif ($heard =~ /\}\r?\n\z/ && !grep { index($heard, qq("id": "$_")) < 0 } @questions) {
      close $monitor;
      mkdir "$to/qemu";
      mkdir "$to/qemu/$pid";
      open my $out, '>', "$to/qemu/$pid/$name" or die;
      printf $out "asked %.0f held %.0f\n%s", $asked * 1e9, (now() - $asked) * 1e9, $heard;
      return;
    }
  }
  return 'its monitor did not ' . ($asked ? 'answer within 50 ms' : 'greet within 200 ms');
}
for my $pid (@pids) {
  my ($why, $socket);
  for (sockets($pid)) {
    $socket = $_;
    $why = ask($pid, $_, 'qmp-counters', qw(query-blockstats query-block-jobs query-status));
    last if !$why || $why !~ /held by another client$/;
  }
  # what the disks are when they are new: qemu looks at the images for that
  my $disks = join ' ', slurp("$to/qemu/$pid/qmp-counters") =~ /"(?:node-name|qdev|type)": "[^"]*"/g;
  print "qemu/$pid/qmp-counters\t$why\n" if $why;
  $why .= '; ' if $why;
  print "qemu/$pid/hmp-counters\t${why}the script asks by QMP only\n" if $why || !$socket;
  next if $why || !$socket || $disks eq slurp("$kept/disks.$pid");
  $why = ask($pid, $socket, 'qmp-disks',
    qw(query-name query-uuid query-version query-block query-named-block-nodes));
  print "qemu/$pid/qmp-disks\t$why\n" if $why;
  open my $known, '>', "$kept/disks.$pid" or die;
  print $known $disks;
}
END

monitors() {
  [ "$root" = / ] && [ -s "$T/guests" ] || return 0
  if perl -M5.014 -MSocket -MIO::Handle -e 1 2> /dev/null; then
    perl "$T/ask.pl" "$D" "$T" $(cat "$T/guests") >> "$D/absent" 2> /dev/null
  else
    sed 's%.*%qemu/&/qmp-counters	the script asks by perl, which is not installed%' "$T/guests" >> "$D/absent"
  fi
  for file in "$D"/qemu/*/*; do mask_lines line "$file"; done
}

# what changes when the host has to be described anew
signs() {
  cat sys/kernel/uevent_seqnum proc/swaps proc/self/mountinfo 2>/dev/null
  devices
}
devices() {
  awk '{ print $1, $2, $3 }' proc/diskstats
}

# runs the tools if the host changed since the sample before
renew() {
  now=$(signs)
  [ "$now" != "$known" ] || return 0
  complete=$number
  there=$(devices)
  tools
  # they may load modules, which are events too; a device that came meanwhile is asked about again
  [ "$(devices)" != "$there" ] || now=$(signs)
  known=$now
}

sample() {
  number=$((samples + 1))
  folder=$(printf '%04d' "$number")
  D=$T/new/$folder
  mkdir -p "$D/tool"
  printf 'exits\tthe capture script cannot hear of processes that end\n' > "$D/absent"
  : > "$T/errors"
  # before the counters: what tools read themselves is not to fall into the first interval
  renew
@COUNTING@
  read -r up rest < proc/uptime
  wall=$(date +%s)
  [ -n "$began" ] || began=$(clock)
  counters
  processes
  cgroups
  containers
  monitors
  [ "$complete" = "$number" ] || renew
  [ "$complete" != "$number" ] || description
  awk -F"'" -v denied="$denied" '
    { sub(/can.t /, "cannot ") }
    /Permission denied|not permitted|rror reading/ && NF >= 3 {
      path = $2
      sub(/\/\*$/, "", path)
      why = $NF
      sub(/^.*: /, "", why)
      if (!seen[path]++) print path "\t" (why ~ /denied|permitted/ ? denied : "could not be read") ": " why
    }' "$T/errors" >> "$D/absent"
  # files whose reading failed are there, but empty
  awk -F"'" '/rror reading/ { print $2 }' "$T/errors" | tr '\n' '\0' | (cd "$D" && xargs -0 rm -f)
  leftout=
  [ "$withheld" -eq 0 ] || leftout=", with $withheld commands' arguments"
  # copied by the same process as the counters, just before them
  read -r at rest < "$D/proc/uptime"
  cat > "$D/iosleuth" <<END
iosleuth-recording @FORMAT@
host $host
wall $wall
at $(date -u +%Y-%m-%dT%H:%M:%SZ)
nanos ${up%.*}${up#*.}0000000
counters ${at%.*}${at#*.}0000000
by capture script of iosleuth @VERSION@
topology $complete
masked secrets$leftout
END
  packing=1
  pack || fail "cannot write $out"
  [ "$out" = - ] || whole=$(wc -c < "$out")
  packing=
  samples=$number
  missing=$(grep -c "$denied" "$D/absent")
  rm -rf "$T/before"
  mkdir "$T/before"
  mv "$D/proc" "$T/before/proc"
  rm -rf "$D"
}

# the header last: a folder without it was cut. Without the mark at the end of the archive,
# which stands once behind the last sample.
pack() {
  (cd "$T/new" && tar $blocks -cf "$T/part" "$folder"/[!i]* "$folder/iosleuth") || return 1
  size=$(wc -c < "$T/part")
  dd if="$T/part" bs=512 count=$((size / 512 - 2)) 2>/dev/null | gzip -1 | write
}
blocks=
tar -b 1 -cf /dev/null -C "$T" line.sed > /dev/null 2>&1 && blocks='-b 1'

# now, in hundredths of a second since boot
clock() {
  read -r up rest < /proc/uptime
  fraction=1${up#*.}
  echo $((${up%.*} * 100 + fraction - 100))
}

fractions=
sleep 0.01 2>/dev/null && fractions=1

# hundredths of a second, in the background so that a signal is heard at once
nap() {
  if [ -n "$fractions" ]; then
    sleep "$(printf '%d.%02d' $(($1 / 100)) $(($1 % 100)))" &
  else
    sleep $((($1 + 99) / 100)) &
  fi
  napping=$!
  wait "$napping"
  napping=
}

known=none
asked=0
complete=0
missing=0
began=
count=$((seconds / every + 1))
while :; do
  sample
  [ "$samples" -lt "$count" ] || break
  rest=$((began + samples * every * 100 - $(clock)))
  [ "$rest" -le 0 ] || nap "$rest"
done
finish || fail "cannot write $out"
said
[ "$withheld" -eq 0 ] ||
  echo "capture: arguments are left out (of commands: $withheld): sed here cannot mask them" >&2
[ -n "$lines" ] ||
  echo "capture: lines of tools that may hold a secret are left out: sed here cannot mask them" >&2
files="$missing files"
[ "$missing" -ne 1 ] || files='1 file'
[ "$missing" -eq 0 ] ||
  echo "capture: $files could not be read ($denied); I/O of processes may be among them" >&2
exit 0
