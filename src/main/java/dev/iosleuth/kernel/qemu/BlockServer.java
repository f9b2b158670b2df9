package dev.iosleuth.kernel.qemu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A process that serves images to others, by its command line: by NBD on a unix socket or a TCP
 * port, or by vhost-user. qemu-nbd(8), qemu-storage-daemon(1), nbdkit(1), nbd-server(1).
 *
 * <pre>
 * qemu-nbd -t -k /run/web1.nbd /srv/web1.img
 * qemu-storage-daemon --nbd-server addr.type=unix,addr.path=/run/nbd
 *   --blockdev driver=file,node-name=f,filename=/srv/a.img --export type=nbd,id=e,node-name=f,name=a
 * </pre>
 *
 * Sockets that it was handed when it was started (systemd) and exports that were added later are
 * not there. nbd-server's settings stand in a file, which is not read.
 *
 * @param program its name as it is shown
 * @param ears where it listens
 * @param exports what its command line names of what it serves
 */
public record BlockServer(String program, List<Ear> ears, List<Export> exports) {
  /** IANA's port of NBD, which all of them take unless they are told another one. */
  private static final String PORT = "10809";

  /** By the kernel's name of the process: at most 15 bytes. */
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "qemu-nbd", "qemu-nbd",
          "qemu-storage-da", "qemu-storage-daemon",
          "nbd-server", "nbd-server",
          "nbdkit", "nbdkit");

  private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "*");

  public BlockServer {
    ears = List.copyOf(ears);
    exports = List.copyOf(exports);
  }

  /**
   * @param socket path of a unix socket; else the empty string
   * @param host that it listens on; the empty string for all
   */
  public record Ear(String socket, String host, String port) {
    private static Ear unix(String socket) {
      return new Ear(socket, "", "");
    }
  }

  /**
   * @param socket of its own (vhost-user), or the empty string
   * @param images the topmost first; empty where its node is not told
   */
  public record Export(String name, String socket, List<Image> images) {
    public Export {
      images = List.copyOf(images);
    }
  }

  /** Whether a process is one of them, by the kernel's name of it. */
  public static boolean is(String comm) {
    return PROGRAMS.containsKey(comm);
  }

  /** Whether a program is one of them, by the name that is shown. */
  public static boolean names(String program) {
    return PROGRAMS.containsValue(program);
  }

  public static BlockServer parse(String comm, List<String> arguments) {
    String program = PROGRAMS.getOrDefault(comm, comm);
    return switch (program) {
      case "qemu-nbd" -> new BlockServer(program, nbd(arguments), List.of());
      case "nbdkit" -> new BlockServer(program, nbdkit(arguments), List.of());
      case "nbd-server" -> new BlockServer(program, List.of(first(arguments)), List.of());
      default -> daemon(program, arguments);
    };
  }

  private static List<Ear> nbd(List<String> arguments) {
    var words = new ShortOptions(arguments, "bopcBkeflxTDBLP");
    if (words.has("c", "connect") || words.has("L", "list")) {
      // serves a device of this host, or nobody
      return List.of();
    }
    return ears(words.last("k", "socket"), words.last("b", "bind"), words.last("p", "port"));
  }

  private static List<Ear> nbdkit(List<String> arguments) {
    var words = new ShortOptions(arguments, "DegiPptuU");
    Optional<String> host = words.last("i", "ip-addr").or(() -> words.last("", "ipaddr"));
    return ears(words.last("U", "unix"), host, words.last("p", "port"));
  }

  private static List<Ear> ears(
      Optional<String> socket, Optional<String> host, Optional<String> port) {
    return List.of(
        socket.map(Ear::unix).orElseGet(() -> new Ear("", host.orElse(""), port.orElse(PORT))));
  }

  /** {@code nbd-server 10809 /srv/a.img}, {@code nbd-server 10.0.0.1:10809 …} */
  private static Ear first(List<String> arguments) {
    String first = arguments.size() > 1 ? arguments.get(1) : "";
    int colon = first.lastIndexOf(':');
    String port = first.substring(colon + 1).replace("@", "");
    boolean told = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
    return new Ear("", told && colon > 0 ? first.substring(0, colon) : "", told ? port : PORT);
  }

  private static BlockServer daemon(String program, List<String> arguments) {
    var options = new GivenOptions(apart(arguments));
    var ears = new ArrayList<Ear>();
    for (Options server : options.all("nbd-server", "")) {
      String path = server.get("addr.path");
      ears.add(
          path.isEmpty()
              ? new Ear("", server.get("addr.host"), server.get("addr.port"))
              : Ear.unix(path));
    }
    var chains = new Chains(Drives.nodes(options));
    var exports = new ArrayList<Export>();
    for (Options export : options.all("export", "type")) {
      String node = export.get("node-name");
      List<Image> images = chains.node(node).map(n -> chains.follow(n).images()).orElse(List.of());
      if (export.get("type").equals("vhost-user-blk")) {
        exports.add(new Export("", export.get("addr.path"), images));
      } else if (export.get("type").equals("nbd")) {
        exports.add(new Export(export.find("name").orElse(node), "", images));
      }
    }
    return new BlockServer(program, ears, exports);
  }

  /** With the value of {@code --export=…} as a word of its own. */
  private static List<String> apart(List<String> arguments) {
    var words = new ArrayList<String>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (argument.startsWith("--") && equals > 0) {
        words.add(argument.substring(0, equals));
        words.add(argument.substring(equals + 1));
      } else {
        words.add(argument);
      }
    }
    return words;
  }

  /**
   * Whether what lies there is served by it.
   *
   * @param own addresses and names of this host
   */
  public boolean serves(Place place, Set<String> own) {
    return switch (place) {
      case Place.VhostUser(String socket) ->
          exports.stream().anyMatch(e -> !socket.isEmpty() && e.socket().equals(socket));
      case Place.Remote(String kind, String address) when kind.equals("nbd") ->
          ears.stream().anyMatch(ear -> heard(ear, address, own).isPresent());
      case Place.Remote _, Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ ->
          false;
    };
  }

  /** What the command line says of the images there; empty where it says nothing. */
  public List<Image> images(Place place, Set<String> own) {
    return exports.stream()
        .filter(export -> isOf(export, place, own))
        .findFirst()
        .map(Export::images)
        .orElse(List.of());
  }

  private boolean isOf(Export export, Place place, Set<String> own) {
    return switch (place) {
      case Place.VhostUser(String socket) -> export.socket().equals(socket);
      case Place.Remote(String _, String address) ->
          export.socket().isEmpty()
              && ears.stream()
                  .flatMap(ear -> heard(ear, address, own).stream())
                  .anyMatch(name -> name.equals(export.name()));
      case Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ -> false;
    };
  }

  /** The name of the export, where the address leads to that ear; no socket lies below another. */
  private static Optional<String> heard(Ear ear, String address, Set<String> own) {
    String unix = "unix:" + ear.socket();
    if (!ear.socket().isEmpty()) {
      return address.equals(unix)
          ? Optional.of("")
          : address.startsWith(unix + "/")
              ? Optional.of(address.substring(unix.length() + 1))
              : Optional.empty();
    }
    int slash = address.indexOf('/');
    String server = slash < 0 ? address : address.substring(0, slash);
    int colon = server.lastIndexOf(':');
    boolean told = colon >= 0 && server.indexOf(']') < colon;
    String host = bare(told ? server.substring(0, colon) : server);
    String port = told ? server.substring(colon + 1) : PORT;
    boolean here =
        host.equals(ear.host())
            || (own.contains(host)
                && (EVERYWHERE.contains(ear.host()) || own.contains(ear.host())));
    return here && port.equals(ear.port()) && !server.startsWith("unix:")
        ? Optional.of(slash < 0 ? "" : address.substring(slash + 1))
        : Optional.empty();
  }

  /** Of {@code [::1]} the address. */
  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /**
   * Options as getopt_long(3) takes them: {@code -tk PATH}, {@code -kPATH}, {@code --socket=PATH}.
   */
  private static final class ShortOptions {
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * @param valued letters that take a value
     */
    ShortOptions(List<String> arguments, String valued) {
      for (int at = 1; at < arguments.size(); at++) {
        String word = arguments.get(at);
        String next = at + 1 < arguments.size() ? arguments.get(at + 1) : "";
        if (word.equals("--")) {
          return;
        }
        if (word.startsWith("--")) {
          int equals = word.indexOf('=');
          values.put(
              word.substring(2, equals < 0 ? word.length() : equals),
              equals < 0 ? next : word.substring(equals + 1));
        } else if (word.startsWith("-")) {
          letters(word, valued, next);
        }
      }
    }

    private void letters(String word, String valued, String next) {
      for (int i = 1; i < word.length(); i++) {
        if (valued.indexOf(word.charAt(i)) >= 0) {
          String rest = word.substring(i + 1);
          values.put(word.substring(i, i + 1), rest.isEmpty() ? next : rest);
          return;
        }
        values.put(word.substring(i, i + 1), "");
      }
    }

    boolean has(String letter, String name) {
      return values.containsKey(letter) || values.containsKey(name);
    }

    Optional<String> last(String letter, String name) {
      return Optional.ofNullable(values.get(letter))
          .or(() -> Optional.ofNullable(values.get(name)));
    }
  }
}
