# Sourced by lab/run: the guest's kernel, first file system and tools, built once for each set of
# inputs and kept in the cache.

# Modules that no scenario needs to name: disks, file systems, network between guests.
module_folders="drivers/block drivers/md drivers/nvme drivers/scsi/virtio_scsi.ko \
drivers/scsi/sd_mod.ko drivers/scsi/scsi_mod.ko drivers/scsi/scsi_common.ko drivers/virtio \
drivers/net/virtio_net.ko drivers/net/net_failover.ko drivers/net/bonding drivers/net/tun.ko \
drivers/net/tap.ko drivers/vhost net/tls net/core fs/ext4 fs/jbd2 fs/mbcache.ko \
fs/btrfs fs/configfs fs/xfs fs/overlayfs fs/9p fs/netfs fs/fscache net/9p lib crypto arch/x86/crypto \
drivers/crypto/virtio drivers/dax block fs/nls"

# Sets guest to the folder that holds kernel, initrd and tools.
build_guest() {
  key=$(cat "$lab/packages" "$lab/host/fetch.sh" "$lab/host/image.sh" "$lab/guest/init" \
    "$lab/guest/start" | sha256sum | cut -c 1-16)
  guest=$cache/guest-$key
  mkdir -p "$cache"
  exec 9> "$cache/.lock"
  flock 9
  if [ ! -e "$guest/tools.ext4" ]; then
    began=$(date +%s)
    say "building the guest (once, into $cache)"
    rm -rf "$guest" "$cache"/guest-*/.part
    root=$work/root
    mkdir -p "$work/image"
    # shellcheck disable=SC2046 # a list of packages
    unpack "$root" $(sed 's/#.*//' "$lab/packages")
    image_kernel
    image_initrd
    image_tools
    rm -rf "$root"
    mv "$work/image" "$guest"
    say "built in $(($(date +%s) - began)) s, $(du -sm "$guest" | cut -f 1) MB"
  fi
  exec 9>&-
}

# The ELF within a compressed kernel boots by PVH and saves its decompression under emulation.
image_kernel() {
  set -- "$root"/boot/vmlinuz-*
  version=${1##*/vmlinuz-}
  for kind in 'xz:\xFD7zXZ\x00:xz -dcq' 'zstd:\x28\xB5\x2F\xFD:zstd -dcq' 'gzip:\x1F\x8B\x08:gzip -dcq'; do
    rest=${kind#*:}
    # the first place may be in the code that unpacks: what comes out has to be an ELF
    for offset in $(LC_ALL=C grep -aboP "${rest%%:*}" "$1" | head -n 4 | cut -d : -f 1); do
      tail -c +$((offset + 1)) "$1" | ${rest#*:} > "$work/image/kernel" 2> /dev/null || true
      [ "$(head -c 4 "$work/image/kernel" | tail -c 3)" != ELF ] || return 0
    done
  done
  cp "$1" "$work/image/kernel"
}

# busybox, init, and the modules that are needed to find and mount the tools.
image_initrd() {
  first=$work/initrd
  mkdir -p "$first/bin" "$first/modules"
  cp "$root/bin/busybox" "$first/bin/"
  cp "$lab/guest/init" "$first/init"
  chmod 755 "$first/init"
  kmod_of "$root" depmod -b "$root" "$version"
  for module in virtio_pci virtio_blk ext4 overlay 9p 9pnet_virtio; do
    kmod_of "$root" modprobe -d "$root" -S "$version" --show-depends "$module"
  done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' > "$work/modules"
  while read -r file; do
    cp "$file" "$first/modules/"
    case $file in
      *.xz) xz -d "$first/modules/${file##*/}" ;;
    esac
    file=${file##*/}
    echo "${file%.xz}" >> "$first/modules/order"
  done < "$work/modules"
  (cd "$first" && find . | "$root/bin/busybox" cpio -o -H newc 2> /dev/null) > "$work/image/initrd"
}

image_tools() {
  kernel=usr/lib/modules/$version
  mkdir -p "$work/modules.kept"
  for wanted in $module_folders; do
    [ -e "$root/$kernel/kernel/$wanted" ] || continue
    (cd "$root/$kernel" && cp -a --parents "kernel/$wanted" "$work/modules.kept")
  done
  cp "$root/$kernel"/modules.builtin* "$root/$kernel/modules.order" "$work/modules.kept/"
  rm -rf "${root:?}/$kernel" "$root/boot"
  mkdir -p "$root/usr/lib/modules"
  mv "$work/modules.kept" "$root/$kernel"
  kmod_of "$root" depmod -b "$root" "$version"
  for folder in doc man locale info i18n zoneinfo bug lintian; do
    rm -rf "$root/usr/share/$folder"
  done
  rm -rf "$root/var/cache" "$root"/usr/lib/x86_64-linux-gnu/gconv "$root/usr/share/initramfs-tools" \
    "$root"/usr/lib/python3*
  mkdir -p "$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/tmp" "$root/share" "$root/meet" \
    "$root/mnt" "$root/var/cache" "$root/root" "$root/etc" "$root/lab"
  # what the packages' scripts would have done
  [ -e "$root/bin/sh" ] || ln -s dash "$root/bin/sh"
  [ -e "$root/usr/bin/awk" ] || ln -s mawk "$root/usr/bin/awk"
  echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
  for group in root:0 tty:5 disk:6 lp:7 kmem:15 dialout:20 cdrom:24 tape:26 audio:29 video:44 \
    input:104 sgx:105 kvm:106 render:107; do
    echo "${group%:*}:x:${group#*:}:"
  done > "$root/etc/group"
  cp "$lab/guest/start" "$root/lab/start"
  chmod 755 "$root/lab/start"
  image_of "$root" "$work/image/tools.ext4"
}

# Sets qemu, a command: this host's own, else Debian's unpacked into the cache.
find_qemu() {
  if command -v qemu-system-x86_64 > /dev/null && [ -z "${IOSLEUTH_LAB_OWN_QEMU:-}" ]; then
    qemu=own_qemu
    return
  fi
  fetched qemu-system-x86
  unpacked=$cache/qemu-system-x86/usr
  qemu=unpacked_qemu
}

own_qemu() { slowly qemu-system-x86_64 "$@"; }

unpacked_qemu() {
  # even its emulator of processors is a module
  QEMU_MODULE_DIR=$unpacked/lib/x86_64-linux-gnu/qemu
  export QEMU_MODULE_DIR
  slowly "$unpacked/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path \
    "$unpacked/lib/x86_64-linux-gnu" "$unpacked/bin/qemu-system-x86_64" \
    -L "$unpacked/share/qemu" -L "$unpacked/share/seabios" "$@"
}

# An image that is only read. $1: folder; $2: image
image_of() {
  truncate -s "$(($(du -sm "$1" | cut -f 1) * 5 / 4 + 8))M" "$2"
  # no journal and no checksums: it is only read
  mke2fs -q -t ext4 -O ^has_journal,^metadata_csum,^64bit -N 20000 -d "$1" "$2" ||
    stop "mke2fs cannot make ${2##*/}"
}
