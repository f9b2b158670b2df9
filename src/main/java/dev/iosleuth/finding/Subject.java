package dev.iosleuth.finding;

import dev.iosleuth.ledger.Account;
import java.util.Locale;

/**
 * What a finding is about.
 *
 * @param kind device, guest, process, host, file …
 * @param name not escaped
 */
public record Subject(String kind, String name) {
  public static Subject of(Device device) {
    return new Subject("device", device.name());
  }

  public static Subject of(Account account) {
    return new Subject(account.kind().name().toLowerCase(Locale.ROOT), account.name());
  }

  public static Subject host(String name) {
    return new Subject("host", name);
  }
}
