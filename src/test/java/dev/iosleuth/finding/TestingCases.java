package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.iostat.LogReader;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Recorded;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Cases out of logs, samples and the recordings of the lab. */
public final class TestingCases {
  /** A report of the plain layout, which tells bytes and neither times nor %util. */
  public static final String PLAIN =
      """
      Device             tps    kB_read/s    kB_wrtn/s    kB_read    kB_wrtn
      sda             120.00        40.00      4000.00        200      20000
      """;

  private TestingCases() {}

  /** Of a log as somebody would paste it. */
  public static Case log(String text) {
    var maker = new LogCase();
    var reader = new LogReader("test.log", maker);
    try {
      reader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return maker.build();
  }

  /** Of one report: reads/s, writes/s, their KiB/s, await, queue, %util of each disk. */
  public static Case rates(String rows) {
    return log("Device r/s w/s rkB/s wkB/s await aqu-sz %util\n" + rows);
  }

  /** Of one report of the layout that sysstat 10 prints with -x. */
  public static Case merges(String rows) {
    return log(
        "Device: rrqm/s wrqm/s r/s w/s rkB/s wkB/s avgrq-sz avgqu-sz await r_await w_await svctm"
            + " %util\n"
            + rows);
  }

  /**
   * Of one report with all that sysstat 12 tells of times: reads/s, their KiB/s and ms, the same of
   * writes and discards, flushes/s and ms, queue, %util.
   */
  public static Case times(String rows) {
    return log(
        "Device r/s rkB/s r_await w/s wkB/s w_await d/s dkB/s d_await f/s f_await aqu-sz %util\n"
            + rows);
  }

  /** Of samples one after the other. */
  public static Case samples(Sample... samples) {
    return samples(List.of(samples));
  }

  public static Case samples(List<Sample> samples) {
    var maker = new SampleCase();
    var keeper = new Bookkeeper();
    var glances = new Glances();
    for (int i = 1; i < samples.size(); i++) {
      Sample before = samples.get(i - 1);
      maker.add(before, samples.get(i), keeper.post(before, samples.get(i)));
      glances.add(samples.get(i));
    }
    Sample last = samples.size() == 2 ? samples.getLast() : glances.complete(samples.getLast());
    Stack stack = StackBuilder.build(last);
    Ledger whole = new Bookkeeper().post(samples.getFirst(), last, stack);
    return maker.build(samples.getFirst(), last, whole, stack);
  }

  /** Of one sample: the configuration alone. */
  public static Case configuration(Sample only) {
    return Case.of(only, StackBuilder.build(only));
  }

  /** Of a recording of the lab, by its name: raid1-slow-11. */
  public static Case recording(String name) {
    return samples(recorded(name));
  }

  public static Case recording(Path file) {
    return samples(recorded(file));
  }

  public static List<Sample> recorded(String name) {
    return recorded(Path.of("src", "test", "resources", "lab", name, "recording.tar.xz"));
  }

  private static List<Sample> recorded(Path file) {
    return recorded(file, tree -> tree);
  }

  /** Of a recording whose files of these names, from its root on, are missing or damaged. */
  static Case damaged(Path file, String files, TestingDamaged.Way way) {
    var which = Pattern.compile(files);
    return samples(recorded(file, tree -> new TestingDamaged(tree, which, way)));
  }

  private static List<Sample> recorded(Path file, UnaryOperator<Recorded> shown) {
    Recording recording = Recording.open(file).optional().orElseThrow();
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    Optional<Sample> before = Optional.empty();
    for (RecordedTree tree : recording.samples()) {
      before = Optional.of(collector.collect(shown.apply(tree), before));
      samples.add(before.get());
    }
    return samples;
  }

  /** What it found; fails if it could not tell, or found nothing. */
  public static List<Finding> found(Rule rule, Case given) {
    Verdict verdict = rule.examine(given);
    assertThat(verdict).isInstanceOf(Verdict.Found.class);
    List<Finding> findings = ((Verdict.Found) verdict).findings();
    findings.forEach(finding -> check(finding, rule));
    return findings;
  }

  /** The one thing that it found. */
  public static Finding one(Rule rule, Case given) {
    List<Finding> findings = found(rule, given);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  /** Looked, and nothing is the matter. */
  public static void clear(Rule rule, Case given) {
    assertThat(rule.examine(given)).isEqualTo(Verdict.nothing());
  }

  /** Why it could not tell; fails if it could. */
  public static String untold(Rule rule, Case given) {
    Verdict verdict = rule.examine(given);
    assertThat(verdict).isInstanceOf(Verdict.CouldNotTell.class);
    return ((Verdict.CouldNotTell) verdict).why();
  }

  /** The value of an evidence by what it is called. */
  public static double amount(Finding finding, String what) {
    Evidence evidence =
        finding.evidence().stream().filter(e -> e.what().equals(what)).findFirst().orElseThrow();
    return ((Fact.Amount) evidence.value()).value();
  }

  /** What holds of each finding of each rule. */
  private static void check(Finding finding, Rule rule) {
    assertThat(finding.rule()).isEqualTo(rule.about().id());
    assertThat(finding.summary()).isNotBlank().doesNotEndWith(".").hasSizeLessThan(200);
    assertThat(finding.evidence()).isNotEmpty();
    assertThat(finding.actions()).isNotEmpty();
    assertThat(finding.verify()).isNotEmpty();
    for (Evidence evidence : finding.evidence()) {
      evidence.threshold().ifPresent(t -> assertThat(rule.about().thresholds()).contains(t));
    }
  }

  /** The same case without one of its parts. */
  public static Case without(Case given, String part) {
    return new Case(
        given.ceiling(),
        given.seconds(),
        part.equals("devices") ? Reading.absent("taken away") : given.devices(),
        part.equals("steps") ? Reading.absent("taken away") : given.steps(),
        part.equals("cpu") ? Reading.absent("taken away") : given.cpu(),
        part.equals("ledger") ? Reading.absent("taken away") : given.ledger(),
        part.equals("stack") ? Reading.absent("taken away") : given.stack(),
        part.equals("first") ? Reading.absent("taken away") : given.first(),
        part.equals("last") ? Reading.absent("taken away") : given.last(),
        given.planned());
  }
}
