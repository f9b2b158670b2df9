# Sourced by lab/run: Debian's packages, unpacked into a folder. Neither root nor dpkg's database
# is needed: apt is given an empty list of what is installed, and folders of our own.

# Options under which apt resolves as on an empty machine. $1: folder for its state.
apt_options() {
  mkdir -p "$1/archives/partial" "$1/lists/partial"
  : > "$1/status"
  echo "-o Dir::State::status=$1/status -o Dir::Cache::archives=$1/archives \
-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Debug::NoLocking=true -o Acquire::Retries=3 \
-o APT::Install-Recommends=false -o APT::Sandbox::User= -o Dpkg::Use-Pty=false"
}

# Fetches packages with all that they depend on and unpacks them. $1: folder; then the packages.
unpack() {
  unpack_to=$1
  shift
  state=$work/apt
  options=$(apt_options "$state")
  # shellcheck disable=SC2086 # options and packages are words
  apt-get $options -qq --print-uris install "$@" > /dev/null 2>&1 || {
    say "reading the lists of packages"
    options="$options -o Dir::State::lists=$state/lists"
    apt-get $options -qq update || stop "apt-get update failed"
  }
  # shellcheck disable=SC2086
  apt-get $options -qq -y --download-only install "$@" > "$work/apt.log" 2>&1 ||
    stop "apt-get cannot fetch $*: $(tail -n 3 "$work/apt.log")"
  # One place under two names, as on an installed system; dpkg-deb -x would replace the links.
  for folder in bin sbin lib lib64; do
    mkdir -p "$unpack_to/usr/$folder"
    [ -h "$unpack_to/$folder" ] || ln -s "usr/$folder" "$unpack_to/$folder"
  done
  for package in "$state"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$unpack_to" ||
      stop "cannot unpack ${package##*/}"
  done
  rm -rf "$state"
}

# Fetches a package into the cache, once, under its name. Descriptor 9 may be the lock of a run.
fetched() {
  exec 8> "$cache/.lock"
  flock 8
  if [ ! -e "$cache/$1" ]; then
    say "fetching $1"
    unpack "$work/$1" "$1"
    mv "$work/$1" "$cache/$1"
  fi
  exec 8>&-
}

# Runs kmod's depmod or modprobe out of an unpacked folder with that folder's own libraries.
# $1: folder; $2: which; then its arguments.
kmod_of() {
  kmod_of=$1
  shift
  kmod_name=$1
  shift
  "$kmod_of/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path \
    "$kmod_of/usr/lib/x86_64-linux-gnu" --argv0 "$kmod_name" "$kmod_of/usr/bin/kmod" "$@"
}
