package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.reading.Reading;

/**
 * The answer to {@code query-version}.
 *
 * <pre>
 * {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18"}
 * </pre>
 */
final class QueryVersion {
  private QueryVersion() {}

  static Reading<String> read(JsonField answer) {
    JsonField numbers = answer.field("qemu");
    String of = answer.field("package").textOrEmpty();
    return numbers
        .field("major")
        .number()
        .then(major ->
            numbers
                .field("minor")
                .number()
                .then(minor ->
                    numbers
                        .field("micro")
                        .number()
                        .map(micro -> (major + "." + minor + "." + micro + " " + of).strip())));
  }
}
