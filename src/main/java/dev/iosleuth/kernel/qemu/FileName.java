package dev.iosleuth.kernel.qemu;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands behind {@code file=}: a path, or a protocol and what it takes ({@code
 * rbd:pool/image:id=admin}, {@code nbd:unix:/run/nbd}, {@code iscsi://host/iqn/0}). block.c,
 * path_has_protocol(): a colon before the first slash.
 */
final class FileName {
  private static final Pattern URL =
      Pattern.compile("([A-Za-z0-9]+)(?:\\+([A-Za-z]+))?://(.*)", Pattern.DOTALL);
  private static final Pattern PROTOCOL =
      Pattern.compile("([a-z_0-9][a-z_0-9-]*):(.*)", Pattern.DOTALL);

  /** Protocols that only say that a path follows. */
  private static final Set<String> LOCAL =
      Set.of("file", "host_device", "host_cdrom", "host_floppy");

  private static final Set<String> REMOTE =
      Set.of(
          "nbd",
          "rbd",
          "iscsi",
          "iser",
          "nfs",
          "gluster",
          "http",
          "https",
          "ftp",
          "ftps",
          "ssh",
          "sheepdog",
          "vxhs",
          "vitastor");

  private static final Pattern SECRET =
      Pattern.compile("(?i)((?:pass(?:word|wd|phrase)?|secret|token|key|auth)=)[^,:;&}\"]+");

  private static final Pattern UNESCAPED_COLON = Pattern.compile("(?<!\\\\):");

  private FileName() {}

  static Place parse(String given) {
    String name = unfiltered(given);
    Matcher url = URL.matcher(name);
    if (url.matches() && REMOTE.contains(url.group(1).toLowerCase(Locale.ROOT))) {
      return new Place.Remote(url.group(1).toLowerCase(Locale.ROOT), address(url.group(3)));
    }
    Matcher protocol = PROTOCOL.matcher(name);
    if (!protocol.matches()) {
      return path(name);
    }
    String kind = protocol.group(1);
    String rest = protocol.group(2);
    if (LOCAL.contains(kind)) {
      return path(rest);
    }
    if (kind.equals("nbd")) {
      return new Place.Remote(kind, rest.replaceFirst(":exportname=", "/"));
    }
    if (REMOTE.contains(kind)) {
      return new Place.Remote(kind, UNESCAPED_COLON.split(rest, 2)[0].replace("\\", ""));
    }
    return new Place.Other(
        kind, kind.equals("json") || kind.startsWith("null-") ? "" : shown(rest));
  }

  /** What is not understood, without what in it may be a password or a key. */
  static String shown(String name) {
    int url = name.indexOf("//");
    String bare = url < 0 ? name : name.substring(0, url + 2) + address(name.substring(url + 2));
    return SECRET.matcher(bare).replaceAll("$1***");
  }

  /** Without {@code blkdebug:SETTINGS:} and {@code blkverify:ANOTHER:} before the image. */
  private static String unfiltered(String name) {
    int from = 0;
    while (name.startsWith("blkdebug:", from) || name.startsWith("blkverify:", from)) {
      int end = name.indexOf(':', name.indexOf(':', from) + 1);
      if (end < 0) {
        break;
      }
      from = end + 1;
    }
    return name.substring(from);
  }

  static Place path(String path) {
    String sets = "/dev/fdset/";
    if (path.startsWith(sets)) {
      return new Place.Descriptors(path.substring(sets.length()));
    }
    boolean memory = path.startsWith("/dev/shm/") || path.startsWith("/dev/hugepages/");
    return path.startsWith("/dev/") && !memory ? new Place.Device(path) : new Place.File(path);
  }

  /** Without user and password, and without the settings that follow a question mark. */
  private static String address(String rest) {
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    String clean = rest.substring(host.lastIndexOf('@') + 1);
    int settings = clean.indexOf('?');
    String socket = socket(clean, settings);
    String address = settings < 0 ? clean : clean.substring(0, settings);
    String bare =
        address.endsWith("/") && address.indexOf('/') == address.length() - 1
            ? address.substring(0, address.length() - 1)
            : address;
    return socket.isEmpty() ? bare : "unix:" + socket + bare;
  }

  /** {@code nbd+unix:///export?socket=/run/nbd} */
  private static String socket(String address, int settings) {
    if (settings < 0) {
      return "";
    }
    for (String setting : address.substring(settings + 1).split("&", -1)) {
      if (setting.startsWith("socket=")) {
        return setting.substring("socket=".length());
      }
    }
    return "";
  }
}
