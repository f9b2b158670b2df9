package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/modules}.
 *
 * <pre>
 * kvm 1146880 1 kvm_intel, Live 0x0000000000000000
 * kvm_intel 376832 4 - Live 0x0000000000000000 (OE)
 * </pre>
 *
 * kernel/module/procfs.c m_show(). The address is hidden from other users and not read.
 */
public record Modules(List<Module> modules, List<Reading.Malformed<?>> damaged) {
  /**
   * @param bytes of memory
   * @param uses by processes and other modules; empty where modules can't be unloaded
   * @param usedBy names of modules
   * @param state Live, Loading, Unloading
   * @param taints letters: O out of tree, E unsigned, P proprietary
   */
  public record Module(
      String name,
      long bytes,
      OptionalLong uses,
      List<String> usedBy,
      String state,
      String taints) {
    public Module {
      usedBy = List.copyOf(usedBy);
    }
  }

  public Modules {
    modules = List.copyOf(modules);
    damaged = List.copyOf(damaged);
  }

  /** An empty file is known: a kernel with everything built in. */
  public static Reading<Modules> parse(Text text) {
    Rows<Module> rows = Rows.read(text, "NAME SIZE USES USERS STATE ADDRESS", Modules::module);
    return Reading.known(new Modules(rows.rows(), rows.damaged()));
  }

  private static Optional<Module> module(Fields fields) {
    String name = fields.word();
    OptionalLong bytes = fields.number();
    OptionalLong uses = fields.number();
    if (bytes.isEmpty() || (uses.isEmpty() && !fields.take("-"))) {
      return Optional.empty();
    }
    List<String> usedBy = users(fields.word());
    String state = fields.word();
    fields.skip();
    String taints = fields.word();
    boolean letters = taints.isEmpty() || (taints.startsWith("(") && taints.endsWith(")"));
    if (state.isEmpty() || !letters || fields.more()) {
      return Optional.empty();
    }
    return Optional.of(
        new Module(
            name,
            bytes.getAsLong(),
            uses,
            usedBy,
            state,
            taints.isEmpty() ? "" : taints.substring(1, taints.length() - 1)));
  }

  private static List<String> users(String word) {
    return word.equals("-") ? List.of() : List.of(word.split(","));
  }
}
