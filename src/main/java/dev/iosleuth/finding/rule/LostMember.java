package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The member that an array gave up.
 *
 * @param name kernel name; empty where nothing tells
 * @param faulty the array still has it, and does not use it
 * @param there the host still has it
 */
record LostMember(Optional<String> name, boolean faulty, boolean there) {
  /**
   * drivers/md/raid1.c raid1_error(), raid5.c, raid10.c: "md/raid1:md0: Disk failure on sdb, …".
   */
  private static final Pattern FAILURE = Pattern.compile("^md/.*:(\\S+): Disk failure on (\\S+),");

  static LostMember of(Case given, String array) {
    return given
        .last()
        .map(sample -> of(sample, array))
        .orElse(new LostMember(Optional.empty(), false, false));
  }

  private static LostMember of(Sample sample, String array) {
    List<Mdstat.Member> members =
        sample
            .mdstat()
            .map(stat -> stat.array(array).map(Mdstat.Array::members).orElse(List.of()))
            .orElse(List.of());
    Optional<String> faulty =
        members.stream().filter(member -> member.has('F')).map(Mdstat.Member::device).findFirst();
    Optional<String> logged =
        sample.system().tools().kernelLog().map(KernelLog::entries).orElse(List.of()).stream()
            .flatMap(entry -> failed(entry.text(), array))
            .filter(name -> members.stream().noneMatch(member -> member.device().equals(name)))
            .reduce((_, last) -> last);
    Optional<String> name = faulty.or(() -> logged);
    boolean there = name.flatMap(sample.topology()::device).isPresent();
    return new LostMember(name, faulty.isPresent(), there);
  }

  private static Stream<String> failed(String text, String array) {
    Matcher failure = FAILURE.matcher(text);
    return failure.find() && failure.group(1).equals(array)
        ? Stream.of(failure.group(2))
        : Stream.empty();
  }

  /**
   * What to do about it.
   *
   * @param array its path, as a shell reads it
   */
  void advise(Case given, Finding.Draft draft, String array) {
    String manage = "mdadm --manage " + array;
    String path = Shell.quote("/dev/" + name.orElse(""));
    draft.act(
        "mdadm --detail "
            + array
            + name.map(one -> "  # why it gave up " + one).orElse("  # which one, and why"));
    name.flatMap(one -> Smart.asked(given, one))
        .ifPresent(drive -> draft.act("smartctl -a /dev/" + drive));
    if (faulty) {
      draft.act(manage + " --remove " + path);
    }
    draft.act(
        there
            ? manage + " --add " + path + "  # after its test; or a new one in its place"
            : manage + " --add /dev/…  # a new one, or the old one after its test");
  }
}
