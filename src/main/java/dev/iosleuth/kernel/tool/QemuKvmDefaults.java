package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /etc/default/qemu-kvm} of Debian and Ubuntu: read by the script that loads kvm's modules
 * when the machine starts, and no longer by anything else.
 *
 * <pre>
 * KSM_ENABLED=AUTO
 * SLEEP_MILLISECS=200
 * VHOST_NET_ENABLED=1
 * </pre>
 *
 * qemu-kvm(7)'s init script, debian/qemu-system-common.qemu-kvm.init. VHOST_NET_ENABLED=1 loads the
 * module vhost_net; KSM_ENABLED=AUTO means 1 unless in a container.
 *
 * @param values by name, without quotes; what is assigned last counts
 */
public record QemuKvmDefaults(Map<String, String> values) {
  public QemuKvmDefaults {
    values = Map.copyOf(values);
  }

  public static Reading<QemuKvmDefaults> parse(Text text) {
    var values = new LinkedHashMap<String, String>();
    for (String line : text.lines()) {
      String assigned = line.strip();
      int equals = assigned.indexOf('=');
      if (equals > 0 && !assigned.startsWith("#")) {
        String name = assigned.substring(0, equals);
        values.put(name.startsWith("export ") ? name.substring(7) : name, value(assigned, equals));
      }
    }
    return Reading.known(new QemuKvmDefaults(values));
  }

  private static String value(String line, int equals) {
    String value = line.substring(equals + 1).strip();
    int comment = value.indexOf(" #");
    String bare = comment < 0 ? value : value.substring(0, comment).strip();
    return bare.replace("\"", "").replace("'", "");
  }

  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
