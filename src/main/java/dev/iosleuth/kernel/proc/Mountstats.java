package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Escapes;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /proc/self/mountstats}: what NFS counted of each mount.
 *
 * <pre>
 * device nas:/vol mounted on /srv with fstype nfs4 statvers=1.1
 *         xprt:   tcp 0 0 1 0 0 5 5 0 5 0 2 0 0
 *         per-op statistics
 *                 READ: 4 4 0 656 16908 1 12 14 0
 * </pre>
 *
 * Behind an operation: how many, transmissions, timeouts, bytes sent, bytes received, milliseconds
 * queued before they were sent, until the answer came, and altogether; errors since 5.3.
 * net/sunrpc/stats.c rpc_clnt_show_stats(), fs/proc_namespace.c.
 *
 * @param mounts of NFS alone: other file systems tell nothing here
 */
public record Mountstats(List<Mount> mounts) {
  /**
   * @param device server and path
   * @param operations by name
   */
  public record Mount(String device, String point, Map<String, Operation> operations) {
    public Mount {
      operations = Map.copyOf(operations);
    }
  }

  /**
   * @param count of those that were done
   * @param queuedMs for which they waited for a free slot before they were sent
   * @param answeredMs from then until the server's answer
   * @param wholeMs altogether
   */
  public record Operation(long count, long queuedMs, long answeredMs, long wholeMs) {}

  public Mountstats {
    mounts = List.copyOf(mounts);
  }

  private static final String PER_OPERATION = "per-op statistics";
  private static final int NUMBERS = 8;

  public static Reading<Mountstats> parse(Text text) {
    var mounts = new ArrayList<Mount>();
    Optional<Mount> open = Optional.empty();
    boolean counted = false;
    Map<String, Operation> operations = new HashMap<>();
    var lines = new Lines(text);
    while (lines.next()) {
      String line = lines.string().strip();
      if (line.startsWith("device ")) {
        finish(open, operations, mounts);
        open = mount(line);
        operations = new HashMap<>();
        counted = false;
      } else if (line.equals(PER_OPERATION)) {
        counted = true;
      } else if (counted && open.isPresent() && line.indexOf(':') > 0) {
        var numbers = new long[NUMBERS];
        Fields fields = Fields.of(line.substring(line.indexOf(':') + 1));
        if (fields.numbers(numbers) < NUMBERS) {
          return lines.malformed("NAME: and eight numbers");
        }
        operations.put(
            line.substring(0, line.indexOf(':')),
            new Operation(numbers[0], numbers[5], numbers[6], numbers[7]));
      }
    }
    finish(open, operations, mounts);
    return Reading.known(new Mountstats(mounts));
  }

  private static void finish(
      Optional<Mount> open, Map<String, Operation> operations, List<Mount> mounts) {
    open.ifPresent(mount -> mounts.add(new Mount(mount.device(), mount.point(), operations)));
  }

  /** {@code device nas:/vol mounted on /srv with fstype nfs4 …}; empty for other file systems. */
  private static Optional<Mount> mount(String line) {
    String[] words = line.split(" ", -1);
    boolean nfs = words.length > 7 && words[5].equals("with") && words[7].startsWith("nfs");
    return nfs
        ? Optional.of(new Mount(Escapes.octal(words[1]), Escapes.octal(words[4]), Map.of()))
        : Optional.empty();
  }
}
