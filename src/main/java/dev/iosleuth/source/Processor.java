package dev.iosleuth.source;

/**
 * What differs between processors in the kernel's interface: the numbers of the system calls used
 * here (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h) and two offsets
 * in struct stat (arch/x86/include/uapi/asm/stat.h, include/uapi/asm-generic/stat.h).
 *
 * <p>On any other processor every number is -1: the kernel answers ENOSYS and each reading says so.
 */
record Processor(
    int read,
    int close,
    int openat,
    int readlinkat,
    int getdents64,
    int fstat,
    int newfstatat,
    int clockGettime,
    int geteuid,
    int prlimit64,
    int socket,
    int bind,
    int sendto,
    int recvfrom,
    int setsockopt,
    int ppoll,
    int ioctl,
    int pread64,
    int pwrite64,
    int kill,
    int gettid,
    int tgkill,
    int modeOffset,
    int rdevOffset,
    int directFlag) {
  /** include/uapi/asm-generic/fcntl.h */
  private static final int O_DIRECT = 0x4000;

  /** arch/arm64/include/uapi/asm/fcntl.h */
  private static final int O_DIRECT_ARM = 0x10000;

  /** __O_TMPFILE, the same everywhere. */
  private static final int NAMELESS = 0x400000;

  private static final Processor X86_64 =
      new Processor(
          0, 3, 257, 267, 217, 5, 262, 228, 107, 302, 41, 49, 44, 45, 54, 271, 16, 17, 18, 62, 186,
          234, 24, 40, O_DIRECT);
  private static final Processor GENERIC = generic(O_DIRECT);
  private static final Processor ARM = generic(O_DIRECT_ARM);
  private static final Processor OTHER =
      new Processor(
          -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0,
          0, 0);

  /** O_TMPFILE: its own bit and O_DIRECTORY, which has the one that O_DIRECT has elsewhere. */
  int namelessFlag() {
    return NAMELESS | (O_DIRECT ^ O_DIRECT_ARM ^ directFlag);
  }

  /** st_nlink: x86 has it before the mode, in eight bytes, the others behind it. */
  int namesOffset() {
    return modeOffset == 24 ? 16 : modeOffset + 4;
  }

  static Processor named(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> ARM;
      case "riscv64", "loongarch64" -> GENERIC;
      default -> OTHER;
    };
  }

  private static Processor generic(int directFlag) {
    return new Processor(
        63,
        57,
        56,
        78,
        61,
        80,
        79,
        113,
        175,
        261,
        198,
        200,
        206,
        207,
        208,
        73,
        29,
        67,
        68,
        129,
        178,
        131,
        16,
        32,
        directFlag);
  }
}
