package dev.iosleuth.view.json;

import dev.iosleuth.view.text.Escape;
import java.io.StringWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object on one line, in ASCII only: what could act on a terminal, or in a page that the
 * text is pasted into, stands as {@code \}{@code uXXXX} and reads back as it was.
 */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().highestNonEscapedChar(0x7e).characterEscapes(new Markup()).build();

  private final JsonGenerator out;

  private JsonText(JsonGenerator out) {
    this.out = out;
  }

  static String object(Consumer<JsonText> body) {
    var text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      generator.writeStartObject();
      body.accept(new JsonText(generator));
      generator.writeEndObject();
    }
    return text.toString();
  }

  /** One that is too large to be held: it is written as it comes, and a line feed behind it. */
  static void stream(Writer out, Consumer<JsonText> body) {
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      generator.writeStartObject();
      body.accept(new JsonText(generator));
      generator.writeEndObject();
      generator.writeRaw('\n');
    }
  }

  /** A list whose items are written by the body, one {@link #item} each. */
  void list(String field, Runnable body) {
    out.writeArrayPropertyStart(field);
    body.run();
    out.writeEndArray();
  }

  void item(Runnable body) {
    out.writeStartObject();
    body.run();
    out.writeEndObject();
  }

  void string(String field, String value) {
    out.writeStringProperty(field, Escape.json(value));
  }

  void word(String field, Enum<?> value) {
    out.writeStringProperty(field, value.name().toLowerCase(Locale.ROOT));
  }

  void number(String field, long value) {
    out.writeNumberProperty(field, value);
  }

  /** JSON has neither NaN nor infinity: they are null. */
  void number(String field, double value) {
    if (Double.isFinite(value)) {
      out.writeNumberProperty(field, value);
    } else {
      out.writeNullProperty(field);
    }
  }

  void truth(String field, boolean value) {
    out.writeBooleanProperty(field, value);
  }

  void nothing(String field) {
    out.writeNullProperty(field);
  }

  void object(String field, Runnable body) {
    out.writeObjectPropertyStart(field);
    body.run();
    out.writeEndObject();
  }

  <T> void objects(String field, Iterable<T> values, Consumer<T> body) {
    out.writeArrayPropertyStart(field);
    for (T value : values) {
      item(() -> body.accept(value));
    }
    out.writeEndArray();
  }

  void strings(String field, Iterable<String> values) {
    out.writeArrayPropertyStart(field);
    values.forEach(value -> out.writeString(Escape.json(value)));
    out.writeEndArray();
  }

  void strings(String field, Map<String, String> values) {
    var harmless = new LinkedHashMap<String, String>();
    values.forEach((key, value) -> harmless.put(Escape.json(key), Escape.json(value)));
    object(field, () -> harmless.forEach(out::writeStringProperty));
  }

  /** Why fields of the object around it are null; left out where none is. */
  void absent(Map<String, String> reasons) {
    if (!reasons.isEmpty()) {
      strings("absent", reasons);
    }
  }

  /** Escapes markup too, so that the text can stand within a page. */
  private static final class Markup extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      for (char c : new char[] {'<', '>', '&', '\'', 0x7f}) {
        codes[c] = ESCAPE_STANDARD;
      }
      return codes;
    }

    @Override
    public @org.jspecify.annotations.Nullable SerializableString getEscapeSequence(int ch) {
      return null;
    }
  }
}
