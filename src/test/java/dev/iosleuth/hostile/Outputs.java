package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** What every output must be, whatever the names in it, judged without the program's own rules. */
final class Outputs {
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Outputs() {}

  /** Nothing that acts on a terminal, turns the reading direction or hides. */
  static void assertHarmless(String text) {
    text.codePoints()
        .filter(point -> point != '\n')
        .forEach(point -> {
          if (acts(point)) {
            int at = text.indexOf(Character.toString(point));
            String around = text.substring(Math.max(0, at - 60), at).replace('\n', '|');
            throw new AssertionError(String.format(Locale.ROOT, "U+%04X after: %s", point, around));
          }
        });
  }

  private static boolean acts(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> point == 0xfffd;
    };
  }

  /** How docs/json.md says that a name stands in JSON: bytes that are not UTF-8 as \xff. */
  static String asDocumented(String name) {
    var text = new StringBuilder();
    name.codePoints()
        .forEach(point -> {
          boolean raw = point >= 0xdc80 && point <= 0xdcff;
          text.append(
              raw
                  ? String.format(Locale.ROOT, "\\x%02x", point & 0xff)
                  : Character.toString(point));
        });
    return text.toString();
  }

  /** One object on one line of ASCII, without markup. */
  static Map<String, Object> json(String output) {
    assertThat(output).endsWith("\n").hasLineCount(1);
    assertThat(output.chars().filter(c -> c != '\n')).allMatch(c -> c >= ' ' && c < 0x7f);
    assertThat(output).doesNotContain("<", ">", "&", "NaN", "Infinity");
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), output)) {
      parser.nextToken();
      Map<String, Object> object = object(parser);
      assertThat(parser.nextToken()).isNull();
      return object;
    }
  }

  private static Map<String, Object> object(JsonParser parser) {
    assertThat(parser.currentToken()).isEqualTo(JsonToken.START_OBJECT);
    var fields = new LinkedHashMap<String, Object>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        var values = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser));
        }
        yield values;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> "null";
      default -> throw new AssertionError(parser.currentToken());
    };
  }

  /** The objects of a list. */
  @SuppressWarnings("unchecked") // of our own parser
  static List<Map<String, Object>> objects(Map<String, Object> object, String field) {
    assertThat(object).containsKey(field);
    return (List<Map<String, Object>>) object.get(field);
  }

  @SuppressWarnings("unchecked") // of our own parser
  static Map<String, Object> object(Map<String, Object> object, String field) {
    assertThat(object).containsKey(field);
    return (Map<String, Object>) object.get(field);
  }

  static long number(Map<String, Object> object, String field) {
    return object.get(field) instanceof Number number ? number.longValue() : 0;
  }

  static double decimal(Map<String, Object> object, String field) {
    return object.get(field) instanceof Number number ? number.doubleValue() : 0;
  }

  /** The postings of each leaf add up to what it counted: read from the JSON alone. */
  static void assertBalances(Map<String, Object> ledger) {
    for (Map<String, Object> device : objects(ledger, "devices")) {
      if (!Boolean.TRUE.equals(device.get("leaf"))) {
        continue;
      }
      String name = device.get("kernel_name").toString();
      for (String direction : List.of("read", "write", "discard")) {
        if (object(device).get(direction + "s") instanceof Map<?, ?>) {
          Map<String, Object> counted = object(device, direction + "s");
          for (String field : List.of("ops", "bytes")) {
            assertThat(posted(device, direction, field))
                .as("%s of %s on %s", field, direction, name)
                .isEqualTo(number(counted, field));
          }
        }
      }
      double ms =
          objects(device, "postings").stream().mapToDouble(p -> decimal(p, "device_ms")).sum();
      assertThat(Math.abs(ms - decimal(device, "busy_ms"))).as("ms on %s", name).isLessThan(1.0);
    }
  }

  private static Map<String, Object> object(Map<String, Object> same) {
    return same;
  }

  private static long posted(Map<String, Object> device, String direction, String field) {
    return objects(device, "postings").stream()
        .filter(posting -> direction.equals(posting.get("direction")))
        .mapToLong(posting -> number(posting, field))
        .sum();
  }

  /** Rows of RFC 4180 with line feeds; every row as wide as the first. */
  static List<List<String>> csv(String output) {
    var rows = new ArrayList<List<String>>();
    for (String line : output.split("\n", -1)) {
      if (!line.isEmpty()) {
        rows.add(cells(line));
      }
    }
    assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0)));
    return rows;
  }

  private static List<String> cells(String line) {
    var cells = new ArrayList<String>();
    int at = 0;
    while (at <= line.length()) {
      var cell = new StringBuilder();
      if (at < line.length() && line.charAt(at) == '"') {
        at++;
        while (line.charAt(at) != '"' || line.startsWith("\"\"", at)) {
          at += line.charAt(at) == '"' ? 1 : 0;
          cell.append(line.charAt(at++));
        }
        assertThat(cell.toString()).as("no formula").doesNotMatch("(?s)[=+@-].*");
        at++;
      } else {
        while (at < line.length() && line.charAt(at) != ',') {
          assertThat(line.charAt(at)).isNotEqualTo('"');
          cell.append(line.charAt(at++));
        }
      }
      cells.add(cell.toString());
      assertThat(at == line.length() || line.charAt(at) == ',').as(line).isTrue();
      at++;
    }
    return cells;
  }

  /** Well-formed, nothing in it that runs or loads. */
  static void assertInertSvg(String output)
      throws ParserConfigurationException, IOException, SAXException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setNamespaceAware(true);
    var bytes = new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8));
    Element root = factory.newDocumentBuilder().parse(bytes).getDocumentElement();
    assertThat(root.getLocalName()).isEqualTo("svg");
    inert(root);
  }

  private static void inert(Node node) {
    if (node instanceof Element element) {
      assertThat(element.getLocalName())
          .isIn(
              "svg",
              "g",
              "rect",
              "text",
              "tspan",
              "path",
              "line",
              "title",
              "desc",
              "style",
              "defs",
              "marker",
              "polygon",
              "circle",
              "polyline",
              "ellipse");
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.item(i).getNodeName().toLowerCase(Locale.ROOT);
        assertThat(name).doesNotStartWith("on").doesNotContain("href");
      }
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      inert(child);
    }
  }
}
