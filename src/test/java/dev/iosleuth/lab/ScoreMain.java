package dev.iosleuth.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Shows what the ledger made of runs of the laboratory; ends with 1 if it was not the truth. */
final class ScoreMain {
  private ScoreMain() {}

  public static void main(String[] arguments) {
    try {
      score(arguments);
    } catch (IOException broken) {
      System.err.println("lab: " + broken.getMessage());
      System.exit(2);
    }
  }

  private static void score(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("--table")) {
      var table = new Table();
      for (String folder : List.of(arguments).subList(1, arguments.length)) {
        table.add(Run.read(Path.of(folder)));
      }
      table.lines().forEach(System.out::println);
      return;
    }
    boolean right = true;
    Known known = Known.read();
    for (String folder : arguments) {
      Run run = Run.read(Path.of(folder));
      Score score = Score.of(run.truth(), run.whole());
      System.out.println(run.name());
      score.words().forEach(word -> System.out.println("  " + word));
      System.out.println("  " + summary(score));
      Optional<Path> host = InsideScore.host(Path.of(folder));
      if (host.isPresent()) {
        InsideScore inside = InsideScore.of(Path.of(folder), host.get());
        inside.words().forEach(word -> System.out.println("  " + word));
        inside.complaints().forEach(word -> System.out.println("  WRONG " + word));
        right &= inside.complaints().isEmpty();
      }
      run.deviceTime()
          .ifPresent(
              time -> JobBytes.of(run, time).forEach(job -> System.out.println("  job " + job)));
      run.superblocks().stream()
          .filter(writes -> writes.off() > 0)
          .forEach(writes -> System.out.println("  " + writes));
      run.deviceTime()
          .map(time -> TimeShares.of(run.truth(), run.whole(), time))
          .ifPresent(shares -> print(shares));
      for (String complaint : score.complaints()) {
        boolean expected = known.covers(run.name(), complaint);
        System.out.println((expected ? "  known " : "  WRONG ") + complaint);
        right &= expected;
      }
    }
    System.exit(right ? 0 : 1);
  }

  private static void print(TimeShares shares) {
    shares.lines().forEach(line -> System.out.println("  device time: " + line));
  }

  private static String summary(Score score) {
    var words = new StringBuilder(score.differences().isEmpty() ? "balances" : "off balance");
    score
        .bytes()
        .forEach(
            (how, share) -> words.append("; ").append(Score.percent(how.word() + " bytes", share)));
    words.append("; ").append(Score.percent("operations", score.arrivals()));
    words.append("; ").append(Score.percent("disks' bytes", score.leaves()));
    words.append("; ").append(Score.percent("unexplained", score.unexplainedBytes()));
    return words.append(" of bytes").toString();
  }
}
