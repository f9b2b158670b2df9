# Sourced by lab/run: what some scenarios bring besides, each an image that is only read.

# Sets the variable of its name to the image. $1: which
build_brought() {
  case $1 in
    nested) brought_nested ;;
    program) brought_program ;;
    *) stop "nobody knows how to bring $1" ;;
  esac
}

# qemu and the libraries that it needs beyond those of the C library, which the guest has.
brought_nested() {
  nested=$cache/nested-$(cat "$lab/host/fetch.sh" "$lab/host/brings.sh" | sha256sum | cut -c 1-16).ext4
  exec 9> "$cache/.lock"
  flock 9
  if [ ! -e "$nested" ]; then
    say "fetching a qemu for the guest"
    rm -f "$cache"/nested-*
    whole=$work/nested-whole
    part=$work/nested
    libraries=usr/lib/x86_64-linux-gnu
    unpack "$whole" qemu-system-x86
    mkdir -p "$part/bin" "$part/lib" "$part/qemu" "$part/bios"
    cp "$whole/usr/bin/qemu-system-x86_64" "$part/bin/"
    cp "$whole/$libraries"/qemu/accel-tcg-x86_64.so "$part/qemu/"
    cp -L "$whole/usr/share/seabios/bios-256k.bin" "$part/bios/"
    for file in "$part/bin/qemu-system-x86_64" "$part/qemu/accel-tcg-x86_64.so"; do
      "$whole/$libraries/ld-linux-x86-64.so.2" --library-path \
        "$whole/$libraries:$whole/$libraries/pulseaudio" --list "$file"
    done | awk '$2 == "=>" && $3 ~ /^\// && $1 !~ /^lib(c|m|dl|rt|pthread|resolv|util)\.so/ {print $3}' |
      sort -u | xargs cp -Lt "$part/lib"
    image_of "$part" "$work/nested.ext4"
    mv "$work/nested.ext4" "$nested"
    rm -rf "$whole" "$part"
  fi
  exec 9>&-
}

# The product itself on a runtime that has only the modules which it needs.
brought_program() {
  program=$work/program.ext4
  [ ! -e "$program" ] || return 0
  "$project/iosleuth" --version > /dev/null
  . "$project/script/jdk.sh"
  find_jdk compiler || stop "$(jdk_advice)"
  part=$work/program
  mkdir -p "$part/script"
  modules=$("$jdk_home/bin/jdeps" --multi-release "$jdk_wanted" --ignore-missing-deps \
    --print-module-deps "$project/target/iosleuth.jar")
  "$jdk_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
    --output "$part/runtime" || stop 'jlink cannot make a runtime'
  cp "$project/iosleuth" "$project/target/iosleuth.jar" "$part/"
  cp "$project/script/jdk.sh" "$part/script/"
  image_of "$part" "$program"
  rm -rf "$part"
}
