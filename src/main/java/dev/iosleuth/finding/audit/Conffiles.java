package dev.iosleuth.finding.audit;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Configuration files of packages, and whether they are as they came.
 *
 * <pre>
 * Package: procps
 * Conffiles:
 *  /etc/sysctl.conf 76c1d8285c578d5e827c3e07b9738112
 *  /etc/old.conf 0123456789abcdef0123456789abcdef obsolete
 * </pre>
 *
 * /var/lib/dpkg/status, dpkg(1): MD5 of the file as the package has it.
 */
final class Conffiles {
  private static final String STATUS = "var/lib/dpkg/status";

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
    for (String line : tree.read(STATUS).map(Text::lines).orElse(java.util.List.of())) {
      if (line.startsWith("Package: ")) {
        owner = line.substring("Package: ".length());
      }
      within = within ? line.startsWith(" ") : line.equals("Conffiles:");
      String[] words = line.strip().split(" ", -1);
      if (within && words.length >= 2 && words[0].startsWith("/")) {
        shipped.put(words[0].substring(1), new Shipped(owner, words[1]));
      }
    }
    return new Conffiles(tree, shipped);
  }

  /** Of a file below /etc: whose what stands in it is. */
  Origin.Whose whose(String file) {
    if (!file.startsWith("etc/")) {
      return Origin.Whose.PACKAGE_DEFAULT;
    }
    Shipped as = shipped.get(file);
    if (as == null) {
      return Origin.Whose.SET_HERE;
    }
    return tree.read(file) instanceof Reading.Known<Text>(Text now)
            && digest(now.bytes()).equals(as.digest())
        ? Origin.Whose.PACKAGE_DEFAULT
        : Origin.Whose.SET_HERE;
  }

  /** The package that a configuration file belongs to, or the empty string. */
  String owner(String file) {
    Shipped as = shipped.get(file);
    return as == null ? "" : as.owner();
  }

  @SuppressWarnings("WeakMessageDigest") // what dpkg keeps; nothing is protected by it
  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      // every Java has it: java.security.MessageDigest
      throw new IllegalStateException(e);
    }
  }
}
