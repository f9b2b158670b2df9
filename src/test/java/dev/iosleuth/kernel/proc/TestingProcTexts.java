package dev.iosleuth.kernel.proc;

/** One undamaged text for each parser, with as many forms of its lines as fit. */
final class TestingProcTexts {
  private static final String KSTAT =
      """
      30 1 0x01 7 2160 5214787391 73405258558961
      name                            type data
      """;

  private TestingProcTexts() {}

  static String whole(TestingParsers parser) {
    return switch (parser) {
      case DISKSTATS ->
          """
             8       0 sda 12 20 312 44 59 61 712 84 9 1012 1124
           259       1 nvme0n1 12 20 312 44 59 61 712 84 9 1012 1124 12 13 14 15
           104       0 cciss/c0d0 12 20 312 44 59 61 712 84 9 1012 1124 12 13 14 15 16 1717
          """;
      case MDSTAT ->
          """
          Personalities : [raid1] [raid10] [raid6] [raid5] [raid4]
          md1 : active raid1 sdb2[1] sda2[0](W)
                976630464 blocks super 1.2 [2/2] [UU]
                [========>............]  check = 41.2% (402371712/976630464) finish=93.2min speed=102660K/sec
                bitmap: 2/8 pages [8KB], 65536KB chunk

          md2 : active (auto-read-only) raid10 sdd[3] sdc[2](F) sdb[1] sda[0]
                1047552 blocks super 1.2 512K chunks 2 near-copies [4/3] [UU_U]
                \tresync=PENDING

          md127 : inactive sdb[2](S) sdc[1](S)
                7932 blocks super external:imsm

          unused devices: <none>
          """;
      case DRBD ->
          """
          version: 8.4.11 (api:1/proto:86-101)
          srcversion: 1A9F77B1CA5FF92235C2213
           0: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r---n-
              ns:11 nr:21 dw:31 dr:41 al:51 bm:61 lo:0 pe:33 ua:18 ap:0 ep:1 wo:f oos:71
              [============>.......] sync'ed: 68.5% (335744/1048576)K
              finish: 0:00:05 speed: 64,800 (64,800) K/sec
           2: cs:Unconfigured
           8: cs:StandAlone ro:Secondary/Unknown ds:UpToDate/DUnknown   r-----
              ns:12 nr:22 dw:32 dr:200 al:52 bm:62 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:1048320
          """;
      case MOUNTINFO ->
          """
          29 1 254:1 / / rw,relatime shared:1 master:2 - ext4 /dev/mapper/vg-root rw,errors=remount-ro
          36 29 0:34 /@home /my\\040home ro - btrfs /dev/sda2 rw,subvol=/@home
          38 29 0:36 / /empty rw - tmpfs  rw
          """;
      case SWAPS ->
          """
          Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
          /dev/dm-1                               partition\t2097148\t\t12\t\t-2
          /my\\040swap\\040(deleted)                 file\t1048572\t\t10\t\t100
          """;
      case PID_STAT ->
          """
          1234 (a ) (b) S 1 1234 1234 0 -1 4194560 900 0 17 5 250 50 0 0 20 0 3 0 8765 1000000 500 \
          18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 33 0 0 0 0 0
          """;
      case PID_IO ->
          """
          rchar: 323934931
          wchar: 323929600
          syscr: 632687
          syscw: 632675
          read_bytes: 41
          write_bytes: 323932160
          cancelled_write_bytes: 42
          """;
      case PID_CGROUP -> "12:cpu,cpuacct:/a\n7:blkio:/a\n1:name=systemd:/init.scope\n0::/b/c\n";
      case PID_CMDLINE -> "qemu-system-x86_64\0-name\0guest=web1\0\0";
      case PID_FDINFO -> "pos:\t4096\nflags:\t02140002\nmnt_id:\t29\nino:\t1835031\niff:\ttap0\n";
      case PID_MAPS ->
          """
          7f1c2a000000-7f1c2a021000 rw-s 00001000 fd:1a 1835031                    /var/lib/a b\\012.mdb
          55d0c0000000-55d0c0021000 rw-p 00000000 00:00 0
          ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
          """;
      case VMSTAT -> "nr_dirty 53\npgpgin 4138621\npgmajfault 3012\n";
      case STAT ->
          """
          cpu  96005 2578701 53845 3617879 60648 27891 25853 10 0 0
          cpu0 10600 331675 5802 352894 4235 3243 9600
          intr 95105080 8 0 0
          ctxt 130465866
          btime 1555568347
          procs_blocked 10
          """;
      case MEMINFO ->
          "MemTotal:       15666184 kB\nActive(anon):    123 kB\nHugePages_Total:   17\n";
      case MODULES ->
          """
          kvm 1146880 1 kvm_intel, Live 0x0000000000000000
          drbd 376832 - - Live 0x0000000000000000 (OE)
          """;
      case NET_DEV ->
          """
          Inter-|   Receive                                                |  Transmit
           face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
              lo: 11 21 31 41 51 61 71 81 91 101 111 121 131 141 151 161
          eth0:12 22 32 42 52 62 72 82 92 102 112 122 132 142 152 162
          """;
      case PRESSURE ->
          """
          some avg10=0.45 avg60=0.34 avg300=0.20 total=96242289
          full avg10=0.45 avg60=0.33 avg300=0.20 total=92732851
          """;
      case UPTIME -> "350735.47 234388.90\n";
      case OBJSET ->
          KSTAT
              + """
              dataset_name                    7    rpool/my data
              writes                          4    41
              nwritten                        4    21
              reads                           4    61
              nread                           4    91
              """;
      case ARCSTATS -> KSTAT + "hits    4    8772612\nneed    3    -54\nmisses  4    604635\n";
      case XFS_STAT -> "log 41 51 61 71 81\n";
      case JBD2_INFO ->
          """
          2092 transactions (2091 requested), each up to 8192 blocks
          average:\s
            1ms waiting for transaction
            0ms request delay
            20ms running transaction
            2ms transaction was being locked
            3ms flushing data (in ordered mode)
            21ms logging transaction
            15981us average transaction commit time
            67 handles per transaction
            4 blocks per transaction
            5 logged blocks per transaction
          """;
      case IO_STAT ->
          """
          8:0 8:16 rbytes=11 wbytes=21 rios=31 wios=41 dbytes=51 dios=61
          253:0 rbytes=11 wbytes=21 rios=31 wios=41
          """;
      case BLKIO_THROTTLE ->
          """
          8:0 Read 1310720
          8:0 Write 20480
          8:0 Sync 1331200
          8:0 Async 10
          8:0 Total 1331200
          Total 1331200
          """;
      case MEMORY_STAT -> "cache 11\ntotal_dirty 12\npgmajfault 13\n";
    };
  }
}
