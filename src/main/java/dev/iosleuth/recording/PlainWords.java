package dev.iosleuth.recording;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** Words that name nobody: numbers, the kernel's names of devices, and words of formats. */
final class PlainWords {
  private static final Pattern KERNEL =
      Pattern.compile(
          "[0-9]+[kKMGTP]?|0x[0-9a-f]{1,4}|(sd|vd|xvd|hd|dasd)[a-z]{1,3}[0-9]*|dm"
              + "|(zram|ram|sr|fd|lvol|raid|pvmove|bond|eth|lo|cpu|vcpu|node|slot|port|pv"
              + "|segment|x|pg|dom|disk|part|block|device|virtio|ide|scsi|sata|ahci|usb|pci|hd|cd"
              + "|floppy|pflash|mtd|sd|net|qga|efidisk|tpmstate|iothread|virtioscsi|scsihw)[0-9]+"
              + "|(nbd|rnbd|rbd|mmcblk|loop|md|drbd|bcache|zd|pmem|nullb|ublkb|mtdblock)[0-9]+"
              + "(p[0-9]+)?|nvme[0-9]+(c[0-9]+)?(n[0-9]+)?(p[0-9]+)?");

  private static final Set<String> WORDS =
      Set.copyOf(
          Arrays.asList(
              """
              proc sys dev run var lib etc usr bin sbin home root srv mnt media opt boot tmp log spool
              cache shm fs block mapper disk by id uuid label path partuuid partlabel net tun pts null
              zero kvm vhost lo bridge master instance disks
              cgroup cgroup2 unified blkio system user machine slice scope service socket session init
              docker libpod kubepods burstable besteffort guaranteed pod cri containerd crio lxc payload
              monitor timer nspawn systemd qemu conmon podman garden libvirt ganeti supervise deleted
              unreachable app background
              ext2 ext3 ext4 xfs btrfs zfs tmpfs ramfs devtmpfs sysfs overlay nfs nfs4 cifs fuse fuseblk
              squashfs iso9660 vfat ntfs swap debugfs tracefs securityfs mqueue hugetlbfs pstore bpf
              configfs autofs devpts rpc pipefs binfmt misc nsfs efivarfs ceph glusterfs ocfs2 gfs2 f2fs
              rw ro relatime noatime nodiratime nosuid nodev noexec sync async shared propagate from
              unbindable data ordered journal writeback errors remount continue panic barrier nobarrier
              discard nodiscard commit stripe xattr acl noquota attr2 inode64 logbufs logbsize sunit
              swidth prjquota usrquota grpquota subvol subvolid space cache ssd compress zstd lzo none
              size mode gid uid nr inodes lowerdir upperdir workdir vers proto tcp udp hard soft rsize
              wsize timeo retrans sec addr fd pgrp timeout minproto maxproto direct indirect mand
              blkio memory cpu cpuacct cpuset devices freezer pids hugetlb perf event prio cls name
              Filename Type Size Used Priority partition file
              x86 i386 aarch64 ppc64le s390x guest drive device blockdev filename driver raw qcow2 host
              format if aio native threads io uring writethrough unsafe directsync on off bus virtio blk
              pci scsi hd ide cd netdev tap smp accel pc q35 debug process pidfile daemonize chardev
              server nowait wait unix mon qmp control readline object backend secret serial drive0
              node backing locking unmap ignore detect zeroes flush no only read write snapshot json
              machine peripheral anon unattached driver children top smbios vhost tag charmonitor
              nbd nbdkit rbd iscsi gluster http https ssh storage daemon da export exportname inet inet6 k p U
              product OpenStack nodefaults json media cdrom index floppy pflash group throttle
              LVM LVM2 member CRYPT LUKS1 LUKS2 PLAIN mpath DMRAID tmeta tdata rimage rmeta mlog mimage
              cdata cmeta cvol corig wcorig real cow tpool pmspare meta originstname
              mirror raidz raidz1 raidz2 raidz3 spares logs special dedup replacing spare
              internal flexible minor volume ipv4 ipv6 ssocks resource connection this remote address
              peer hosts on
              md raid1 raid0 raid5 raid6 raid10 linear striped thin pool snapshot origin crypt
              ONLINE DEGRADED FAULTED OFFLINE UNAVAIL REMOVED AVAIL INUSE
              text format lvm2 version description seqno status flags extent max lv count start type
              segment segments stripes tags creation time physical logical volumes READ WRITE VISIBLE
              RESIZEABLE ALLOCATABLE WRITE LOCKED pe dev zero chunk transaction data metadata RAID
              true false qom type auto filename direct flush write bootindex lun channel
              CPU KVM worker iothread main loop IO mon vnc
              virtiofsd swtpm passt gpu vsock vs hypervisor org agent localhost telnet lxc start execute
              yes null readonly write mirroring quorum luks vmdk vdi vhdx vpc qed bochs cloop dmg
              parallels replication blkdebug blkverify compress preallocate rbd json redhat spice
              img image iso qcow snap
              """
                  .strip()
                  .split("\\s+", -1)));

  private PlainWords() {}

  static boolean contains(String word) {
    return WORDS.contains(word) || isKernels(word);
  }

  /** A number or the kernel's name of a device. */
  static boolean isKernels(String word) {
    return KERNEL.matcher(word).matches();
  }
}
