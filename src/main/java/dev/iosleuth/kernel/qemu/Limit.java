package dev.iosleuth.kernel.qemu;

/** Limits of a disk, each with the word of monitors and the word of the command line. */
enum Limit {
  IOPS("iops", "iops-total"),
  IOPS_READ("iops_rd", "iops-read"),
  IOPS_WRITE("iops_wr", "iops-write"),
  BPS("bps", "bps-total"),
  BPS_READ("bps_rd", "bps-read"),
  BPS_WRITE("bps_wr", "bps-write"),
  IOPS_MAX("iops_max", "iops-total-max"),
  IOPS_READ_MAX("iops_rd_max", "iops-read-max"),
  IOPS_WRITE_MAX("iops_wr_max", "iops-write-max"),
  BPS_MAX("bps_max", "bps-total-max"),
  BPS_READ_MAX("bps_rd_max", "bps-read-max"),
  BPS_WRITE_MAX("bps_wr_max", "bps-write-max"),
  IOPS_SIZE("iops_size", "iops-size");

  private final String monitorWord;
  private final String word;

  Limit(String monitorWord, String word) {
    this.monitorWord = monitorWord;
    this.word = word;
  }

  String monitorWord() {
    return monitorWord;
  }

  String word() {
    return word;
  }
}
