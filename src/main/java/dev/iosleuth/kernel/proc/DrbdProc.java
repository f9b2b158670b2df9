package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code /proc/drbd} of DRBD 8.x.
 *
 * <pre>
 * version: 8.4.11 (api:1/proto:86-101)
 *  0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
 *     ns:1048576 nr:0 dw:1048576 dr:664 al:17 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
 * </pre>
 *
 * drivers/block/drbd/drbd_proc.c; ns, nr, dw, dr and oos are KiB, al and bm are operations.
 */
public record DrbdProc(String version, List<Minor> minors, List<Reading.Malformed<?>> damaged) {
  /**
   * @param connection Connected, WFConnection, SyncSource, …
   * @param role Primary, Secondary, Unknown
   * @param disk UpToDate, Diskless, …
   * @param sentKib ns
   * @param receivedKib nr
   * @param writtenKib dw: to the local disk
   * @param readKib dr: from the local disk
   * @param activityLogOps al: updates of the activity log area of the meta data
   * @param bitmapOps bm
   * @param outOfSyncKib oos; since 8.3
   */
  public record Minor(
      int minor,
      String connection,
      String role,
      String peerRole,
      String disk,
      String peerDisk,
      String protocol,
      long sentKib,
      long receivedKib,
      long writtenKib,
      long readKib,
      long activityLogOps,
      long bitmapOps,
      OptionalLong outOfSyncKib) {}

  public DrbdProc {
    minors = List.copyOf(minors);
    damaged = List.copyOf(damaged);
  }
}
