package dev.iosleuth.finding.audit;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration files of packages, and whether they are as they came, by dpkg's own checksums or
 * rpm's, which {@code rpm -V} compares, too.
 *
 * <pre>
 * Package: procps
 * Conffiles:
 *  /etc/sysctl.conf 76c1d8285c578d5e827c3e07b9738112
 *  /etc/old.conf 0123456789abcdef0123456789abcdef obsolete
 * </pre>
 *
 * <p>/var/lib/dpkg/status, dpkg(1): MD5 of the file as the package has it. {@code rpm -qac --dump}:
 *
 * <pre>
 * /etc/sysctl.conf 449 1697040000 af3d31ae…18 0100644 root root 1 0 0 X
 * </pre>
 *
 * <p>Path, bytes, time, digest (SHA-256; MD5 in packages before RHEL 6), mode, owner, group,
 * whether it is a configuration file, …; a path may hold blanks.
 */
final class Conffiles {
  /**
   * Folders whose files no package has: made as the host runs, by the administrator, the kernel.
   */
  private static final List<String> NO_PACKAGES = List.of("run/", "usr/local/", "proc/");

  private static final String STATUS = "var/lib/dpkg/status";
  private static final String RPM = Tools.CONFIGURATION_FILES.path();
  private static final Pattern DUMPED =
      Pattern.compile("/(.+) [0-9]+ [0-9]+ ([0-9a-f]{32,128}) [0-7]+ \\S+ \\S+ 1 [01] \\S+ \\S.*");

  private record Shipped(String owner, String digest) {}

  private final Tree tree;
  private final Map<String, Shipped> shipped;

  private Conffiles(Tree tree, Map<String, Shipped> shipped) {
    this.tree = tree;
    this.shipped = shipped;
  }

  static Conffiles of(Tree tree) {
    var shipped = new HashMap<String, Shipped>();
    String owner = "";
    boolean within = false;
    for (String line : tree.read(STATUS).map(Text::lines).orElse(List.of())) {
      if (line.startsWith("Package: ")) {
        owner = line.substring("Package: ".length());
      }
      within = within ? line.startsWith(" ") : line.equals("Conffiles:");
      String[] words = line.strip().split(" ", -1);
      if (within && words.length >= 2 && words[0].startsWith("/")) {
        shipped.put(words[0].substring(1), new Shipped(owner, words[1]));
      }
    }
    for (String line : tree.read(RPM).map(Text::lines).orElse(List.of())) {
      Matcher found = DUMPED.matcher(line);
      if (found.matches()) {
        shipped.putIfAbsent(found.group(1), new Shipped("", found.group(2)));
      }
    }
    return new Conffiles(tree, shipped);
  }

  /** Of a file below /etc: whose what stands in it is. */
  Origin.Whose whose(String file) {
    if (NO_PACKAGES.stream().anyMatch(file::startsWith)) {
      return Origin.Whose.SET_HERE;
    }
    if (!file.startsWith("etc/")) {
      return Origin.Whose.PACKAGE_DEFAULT;
    }
    Shipped as = shipped.get(file);
    if (as == null) {
      return Origin.Whose.SET_HERE;
    }
    return tree.read(file) instanceof Reading.Known<Text>(Text now)
            && as.digest().equals(digest(now.bytes(), as.digest().length()))
        ? Origin.Whose.PACKAGE_DEFAULT
        : Origin.Whose.SET_HERE;
  }

  /** The package that a configuration file belongs to, or the empty string. */
  String owner(String file) {
    Shipped as = shipped.get(file);
    return as == null ? "" : as.owner();
  }

  /**
   * @param digits in hexadecimal, by which the kind is known
   */
  @SuppressWarnings("WeakMessageDigest") // what dpkg and old rpm keep; nothing is protected by it
  private static String digest(byte[] bytes, int digits) {
    String kind =
        switch (digits) {
          case 32 -> "MD5";
          case 40 -> "SHA-1";
          case 96 -> "SHA-384";
          case 128 -> "SHA-512";
          default -> "SHA-256";
        };
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(kind).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      // every Java has them: java.security.MessageDigest
      throw new IllegalStateException(e);
    }
  }
}
