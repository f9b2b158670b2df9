package dev.iosleuth.reading;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One line of the many files that are a list of names and numbers: {@code pgpgin 1723}. */
public record NamedNumber(String name, long value) {
  public static Optional<NamedNumber> read(Fields fields) {
    String name = fields.word();
    OptionalLong value = fields.number();
    return value.isEmpty() || fields.more()
        ? Optional.empty()
        : Optional.of(new NamedNumber(name, value.getAsLong()));
  }

  /** By name. */
  public static Map<String, Long> map(Rows<NamedNumber> rows) {
    var values = new LinkedHashMap<String, Long>();
    rows.rows().forEach(row -> values.put(row.name(), row.value()));
    return values;
  }
}
