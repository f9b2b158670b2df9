package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.Tokens.Token;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code drbdsetup show}: the configuration that is in force. Of it only devices and peers are
 * kept, never secrets.
 *
 * <pre>
 * resource r0 {
 *     _this_host {
 *         volume 0 {
 *             device       minor 0;
 *             disk         "/dev/xenvg/r0.data";
 *             meta-disk    "/dev/xenvg/r0.meta" [ 0 ];
 *         }
 *     }
 *     connection {
 *         _peer_node_id 1;
 *         net { _name "node2"; }
 *     }
 * }
 * </pre>
 *
 * 8.3 and older print {@code _this_host} without a resource, 8.0 has {@code device "/dev/drbd0"}.
 * user/v9/drbdsetup.c, user/v83/drbdsetup.c of drbd-utils.
 */
public record DrbdsetupShow(List<Volume> volumes, List<Peer> peers) {
  /**
   * @param resource empty up to 8.3
   * @param disk path of the data device; empty if diskless
   * @param metaDisk path of the meta data device; empty if internal
   */
  public record Volume(
      String resource, int volume, int minor, Optional<String> disk, Optional<String> metaDisk) {}

  /**
   * @param nodeId empty up to 8.4
   * @param name host name of the peer, or empty
   */
  public record Peer(String resource, String nodeId, String name) {}

  public DrbdsetupShow {
    volumes = List.copyOf(volumes);
    peers = List.copyOf(peers);
  }

  public static Reading<DrbdsetupShow> parse(Text text) {
    return new Parser(text).parse();
  }

  private static final class Parser {
    private static final int DEEPEST = 16;

    private final Text text;
    private final Tokens tokens;

    /** What opened each section around: "resource r0", "_this_host", "volume 0". */
    private final List<List<String>> sections = new ArrayList<>();

    private final List<Volume> volumes = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private OptionalLong minor = OptionalLong.empty();
    private Optional<String> disk = Optional.empty();
    private Optional<String> metaDisk = Optional.empty();
    private String nodeId = "";
    private String name = "";

    Parser(Text text) {
      this.text = text;
      this.tokens = new Tokens(text.string());
    }

    Reading<DrbdsetupShow> parse() {
      for (Optional<Token> next = tokens.next(); next.isPresent(); next = tokens.next()) {
        Token token = next.get();
        if (token.is("{")) {
          open();
        } else if (token.is(";")) {
          statement();
          words = new ArrayList<>();
        } else if (token.is("}") && sections.isEmpty()) {
          return malformed(token.line(), "}");
        } else if (token.is("}")) {
          close();
        } else {
          words.add(token.text());
        }
        if (sections.size() > DEEPEST) {
          return malformed(token.line(), "sections within sections");
        }
      }
      return sections.isEmpty()
          ? Reading.known(new DrbdsetupShow(volumes, peers))
          : malformed(tokens.line(), "the end");
    }

    private Reading<DrbdsetupShow> malformed(int line, String found) {
      return Reading.malformed(text.where(line), "a configuration of DRBD", found);
    }

    private void open() {
      sections.add(words);
      words = new ArrayList<>();
    }

    private void close() {
      if (inside("volume") || (inside("_this_host") && minor.isPresent())) {
        volume();
      }
      if (inside("connection")) {
        peers.add(new Peer(resource(), nodeId, name));
        nodeId = "";
        name = "";
      }
      sections.removeLast();
      words = new ArrayList<>();
    }

    private boolean inside(String section) {
      return !sections.isEmpty()
          && !sections.getLast().isEmpty()
          && sections.getLast().getFirst().equals(section);
    }

    private String resource() {
      List<String> outermost = sections.getFirst();
      return outermost.size() == 2 && outermost.getFirst().equals("resource")
          ? outermost.get(1)
          : "";
    }

    private void volume() {
      List<String> section = sections.getLast();
      long number = section.size() == 2 ? Fields.parse(section.get(1)).orElse(0) : 0;
      if (minor.isPresent() && minor.getAsLong() >= 0 && minor.getAsLong() >> 20 == 0) {
        volumes.add(new Volume(resource(), (int) number, (int) minor.getAsLong(), disk, metaDisk));
      }
      minor = OptionalLong.empty();
      disk = Optional.empty();
      metaDisk = Optional.empty();
    }

    private void statement() {
      if (words.size() < 2) {
        return;
      }
      String value = words.get(1);
      switch (words.getFirst()) {
        case "device" -> device(value);
        case "disk" -> disk = value.equals("none") ? Optional.empty() : Optional.of(value);
        case "meta-disk" ->
            metaDisk = value.equals("internal") ? Optional.empty() : Optional.of(value);
        case "_peer_node_id" -> nodeId = value;
        case "_name" -> name = value;
        default -> {}
      }
    }

    private void device(String value) {
      if (value.equals("minor") && words.size() > 2) {
        minor = Fields.parse(words.get(2));
      } else if (value.startsWith("/dev/drbd")) {
        minor = Fields.parse(value.substring("/dev/drbd".length()));
      }
    }
  }
}
