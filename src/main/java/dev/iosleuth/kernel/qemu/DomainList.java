package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.Optional;

/**
 * A row of {@code virsh -r list --uuid --name}: UUID and name of a running domain.
 *
 * <pre>
 * 4dea22b3-1d52-d8f3-2516-782e98ab3fa0 web1
 * </pre>
 *
 * Names may hold blanks. tools/virsh-domain-monitor.c, cmdList.
 */
public record DomainList(String uuid, String name) {
  public static Rows<DomainList> parse(Text text) {
    return Rows.read(
        text,
        "a UUID and a name",
        fields -> {
          String uuid = fields.word();
          String name = fields.rest().strip();
          return uuid.length() != 36 || name.isEmpty()
              ? Optional.empty()
              : Optional.of(new DomainList(uuid, name));
        });
  }
}
