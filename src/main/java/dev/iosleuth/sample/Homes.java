package dev.iosleuth.sample;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where managers of containers keep what they know: of the host, and of users that run containers
 * without root, whose numbers are in the paths of the cgroups ({@code user-1000.slice}). Only these
 * users' homes are looked into.
 *
 * @param shares where docker, podman and nerdctl have each a folder
 * @param runs where podman has what ends with the boot
 */
record Homes(List<String> shares, List<String> runs) {
  private static final Pattern USER = Pattern.compile("user-([0-9]+)\\.slice");

  static Homes of(Tree tree, Collection<String> cgroups) {
    var users = new TreeSet<String>();
    for (String path : cgroups) {
      Matcher user = USER.matcher(path);
      while (user.find()) {
        users.add(user.group(1));
      }
    }
    var shares = new ArrayList<String>();
    var runs = new ArrayList<String>();
    shares.add("var/lib");
    runs.add("run/containers/storage");
    List<String> accounts =
        users.isEmpty() ? List.of() : tree.read("etc/passwd").map(Text::lines).orElse(List.of());
    for (String line : accounts) {
      // name:password:uid:gid:comment:home:shell, passwd(5)
      String[] fields = line.split(":", -1);
      if (fields.length > 5 && fields[5].startsWith("/") && users.remove(fields[2])) {
        shares.add(fields[5].substring(1) + "/.local/share");
        runs.add("run/user/" + fields[2] + "/containers");
      }
    }
    return new Homes(List.copyOf(shares), List.copyOf(runs));
  }
}
