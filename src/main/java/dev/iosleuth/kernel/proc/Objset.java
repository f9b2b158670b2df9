package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;

/**
 * {@code /proc/spl/kstat/zfs/POOL/objset-0xN}: what was asked of one ZFS dataset (file system or
 * volume), since it was mounted. Since OpenZFS 0.8.
 *
 * <pre>
 * 30 1 0x01 7 2160 5214787391 73405258558961
 * name                            type data
 * dataset_name                    7    rpool/ROOT
 * writes                          4    4
 * nwritten                        4    2
 * reads                           4    6
 * nread                           4    9
 * </pre>
 *
 * module/zfs/dataset_kstats.c.
 *
 * @param dataset POOL/NAME, may hold spaces
 * @param writes operations
 * @param reads operations
 */
public record Objset(String dataset, long writes, long writtenBytes, long reads, long readBytes) {

  public static Reading<Objset> parse(Text text) {
    return Kstat.parse(text).then(kstat -> of(kstat, text));
  }

  private static Reading<Objset> of(Kstat kstat, Text text) {
    String dataset = kstat.texts().get("dataset_name");
    Long writes = kstat.numbers().get("writes");
    Long written = kstat.numbers().get("nwritten");
    Long reads = kstat.numbers().get("reads");
    Long read = kstat.numbers().get("nread");
    if (dataset == null || writes == null || written == null || reads == null || read == null) {
      return Reading.malformed(
          text.path(),
          "dataset_name, writes, nwritten, reads, nread",
          kstat.damaged().isEmpty()
              ? String.valueOf(kstat.numbers().keySet())
              : kstat.damaged().getFirst().found());
    }
    return Reading.known(new Objset(dataset, writes, written, reads, read));
  }
}
