package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.Tokens.Token;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /etc/lvm/backup/VG}: LVM's metadata of one group as it stood after the last change.
 *
 * <pre>
 * xenvg {
 *     logical_volumes {
 *         web1.disk0_data {
 *             status = ["READ", "WRITE", "VISIBLE"]
 *             tags = ["originstname+web1.example.com"]
 *             segment1 {
 * </pre>
 *
 * lib/format_text/export.c of LVM2; vgcfgbackup(8).
 *
 * @param volumes tags by the volume's name
 */
public record LvmBackup(String group, Map<String, List<String>> volumes) {
  private static final int DEEPEST = 16;

  public LvmBackup {
    volumes = Map.copyOf(volumes);
  }

  public static Reading<LvmBackup> parse(Text text) {
    return new Parser(text).parse();
  }

  private static final class Parser {
    private final Text text;
    private final Tokens tokens;
    private final List<String> path = new ArrayList<>();
    private final Map<String, List<String>> volumes = new LinkedHashMap<>();
    private Optional<String> group = Optional.empty();
    private String word = "";

    Parser(Text text) {
      this.text = text;
      this.tokens = new Tokens(text.string());
    }

    Reading<LvmBackup> parse() {
      for (Optional<Token> next = tokens.next(); next.isPresent(); next = tokens.next()) {
        Token token = next.get();
        boolean understood = true;
        if (token.is("{")) {
          understood = open();
        } else if (token.is("}")) {
          understood = close();
        } else if (token.is("=")) {
          assign();
        } else {
          word = token.text();
        }
        if (!understood) {
          return Reading.malformed(text.where(token.line()), "LVM metadata", token.text());
        }
      }
      if (!path.isEmpty() || group.isEmpty()) {
        return Reading.malformed(text.where(tokens.line()), "a whole volume group", "the end");
      }
      return Reading.known(new LvmBackup(group.get(), volumes));
    }

    private boolean open() {
      path.add(word);
      if (path.size() == 1) {
        if (group.isPresent()) {
          return false;
        }
        group = Optional.of(word);
      }
      if (inVolume()) {
        volumes.put(word, List.of());
      }
      word = "";
      return path.size() <= DEEPEST;
    }

    private boolean close() {
      if (path.isEmpty()) {
        return false;
      }
      path.removeLast();
      return true;
    }

    private boolean inVolume() {
      return path.size() == 3 && path.get(1).equals("logical_volumes");
    }

    private void assign() {
      String key = word;
      List<String> values = values();
      if (inVolume() && key.equals("tags")) {
        volumes.put(path.getLast(), values);
      }
    }

    private List<String> values() {
      Optional<Token> first = tokens.next();
      if (first.isEmpty() || !first.get().is("[")) {
        return first.map(token -> List.of(token.text())).orElse(List.of());
      }
      var values = new ArrayList<String>();
      for (Optional<Token> next = tokens.next();
          next.isPresent() && !next.get().is("]");
          next = tokens.next()) {
        if (!next.get().is(",")) {
          values.add(next.get().text());
        }
      }
      return List.copyOf(values);
    }
  }
}
