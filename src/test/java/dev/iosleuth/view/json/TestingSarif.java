package dev.iosleuth.view.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The official schema of SARIF 2.1.0 (OASIS). */
public final class TestingSarif {
  private static final String SCHEMA = "/schema/sarif-schema-2.1.0.json";

  private TestingSarif() {}

  /** What is wrong with it. */
  public static List<String> wrong(String sarif) {
    try (InputStream in = Objects.requireNonNull(TestingSarif.class.getResourceAsStream(SCHEMA))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
              .getSchema(text, InputFormat.JSON);
      return schema.validate(sarif, InputFormat.JSON).stream().map(Error::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
