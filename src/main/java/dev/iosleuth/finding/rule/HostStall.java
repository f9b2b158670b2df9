package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Pressure;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The host stood still so long that others may have taken it for dead. */
final class HostStall implements Rule {
  private static final String STEAL = "%steal";

  private static final Threshold STOLEN =
      new Threshold(
          "processor time taken by the host below, in one interval",
          3,
          "s",
          "RFC 3768 6.1, RFC 5798 6.1: a VRRP backup takes over after three intervals of one second"
              + " (and less than one more) without an advertisement");
  private static final Threshold FULL =
      new Threshold(
          "time in which all tasks that were not idle waited, in one interval",
          3,
          "s",
          "the same; Documentation/accounting/psi.rst: full is the time in which all tasks that are"
              + " not idle wait for the same at once, so that processors stand still for want of it");

  private static final Threshold STUCK =
      new Threshold(
          "programs that stood still",
          1,
          "",
          "Documentation/filesystems/proc.rst, state D: waits for a disk and cannot be interrupted");

  @Override
  public About about() {
    return new About(
        "host-stall",
        "the host stood still for seconds",
        "A machine that runs nothing for some seconds answers nobody: routers and cluster partners"
            + " that wait for its sign of life take over from it. Within a virtual machine the host"
            + " below may give it no processor (steal); anywhere all programs may wait for disks or"
            + " memory at once.",
        "Steal of at least "
            + Words.whole(STOLEN.value())
            + " s of one processor's time in an interval; or PSI's full of at least "
            + Words.whole(FULL.value())
            + " s (and a tenth) of one interval: for memory, of which all need some; for disks that"
            + " is only worth knowing, since what needs none may run at any moment. Whether it was"
            + " in one piece nothing tells. Or at least one program that waited"
            + " uninterruptibly (state D) at both ends of an interval of that length, and neither"
            + " ran nor moved a byte in between.",
        About.Sort.SYMPTOM,
        List.of(Need.CPU, Need.CONFIGURATION),
        List.of(STOLEN, FULL, STUCK));
  }

  @Override
  public Verdict examine(Case given) {
    var collected = new Verdict.Collected();
    collected.add(given.steps().then(steps -> stolen(given, steps)));
    collected.add(waited(given, "io", s -> s.system().pressure().io()));
    collected.add(waited(given, "memory", s -> s.system().pressure().memory()));
    collected.add(stuck(given));
    return collected.verdict();
  }

  /** Absent where nobody's figures may be seen. */
  private static Reading<List<Movers>> stuckPrograms(Case given) {
    return Movers.of(given)
        .map(movers ->
            movers.stream()
                .filter(mover ->
                    mover.before().stat().state() == 'D'
                        && mover.after().stat().state() == 'D'
                        && mover.before().stat().cpuTicks() == mover.after().stat().cpuTicks()
                        && mover.called() + mover.stored() == 0)
                .toList());
  }

  private Reading<Optional<Finding>> stuck(Case given) {
    return stuckPrograms(given)
        .then(programs ->
            programs.isEmpty() || given.seconds() < STOLEN.value()
                ? Verdict.none()
                : stuck(given, programs));
  }

  private Reading<Optional<Finding>> stuck(Case given, List<Movers> programs) {
    Source count =
        Source.amount(
            "stuck_programs()", c -> stuckPrograms(c).map(stuck -> (double) stuck.size()));
    return Finding.of(this, Subject.host(host(given)))
        .says(
            programs.getFirst().name()
                + (programs.size() == 1 ? "" : " and " + (programs.size() - 1) + " more")
                + " stood still for "
                + Words.figure(given.seconds())
                + " s, waiting for a disk that did not answer (state D)")
        .evidence(STUCK.name(), count, STUCK)
        .sure(Confidence.MEDIUM)
        .or("it ran and stopped again just so, or waits for a file server rather than a disk")
        .act(
            "cat /proc/" + programs.getFirst().after().stat().pid() + "/stack  # what it waits for")
        .act("iosleuth explain --rule hung-device")
        .check("ps -eo pid,stat,wchan:30,comm | awk '$2 ~ /D/'")
        .in(given)
        .map(Optional::of);
  }

  /** %steal is a share of all processors together, and so is a second of it. */
  private static double stolen(Step step) {
    return step.cpu().getOrDefault(STEAL, Double.NaN) * step.seconds() / 100;
  }

  private Reading<Optional<Finding>> stolen(Case given, List<Step> steps) {
    Optional<Step> worst =
        steps.stream()
            .filter(step -> !Double.isNaN(stolen(step)))
            .max(Comparator.comparingDouble(HostStall::stolen));
    if (worst.isEmpty()) {
      return Verdict.untold("no interval tells " + STEAL);
    }
    if (Double.isNaN(given.seconds()) && stolen(worst.get()) > 0) {
      return Verdict.untold("nothing tells how long the intervals are, of which it took a share");
    }
    if (stolen(worst.get()) < STOLEN.value()) {
      return Verdict.none();
    }
    Source most =
        Source.amount(
            "most_stolen_seconds()",
            c ->
                c.steps()
                    .map(all ->
                        all.stream()
                            .mapToDouble(HostStall::stolen)
                            .filter(Double::isFinite)
                            .max()
                            .orElse(Double.NaN)));
    return Finding.of(this, Subject.host(host(given)))
        .says(
            "the host below took "
                + Words.figure(stolen(worst.get()))
                + " s of all processors within "
                + Words.figure(worst.get().seconds())
                + " s"
                + when(worst.get())
                + ": long enough to miss signs of life")
        .evidence(STOLEN.name(), most, STOLEN)
        .sure(Confidence.MEDIUM)
        .or("many short pauses, none of them of three seconds")
        .act("ask who runs the host below; fewer guests on it, or processors of their own")
        .check("vmstat 1  # column st")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> waited(
      Case given, String of, Function<Sample, Reading<Pressure>> pressure) {
    Optional<Step> worst =
        given.steps().orElse(List.of()).stream()
            .filter(step -> step.stalled().containsKey(of))
            .max(Comparator.comparingDouble(step -> stalled(step, of)));
    if (worst.isEmpty()) {
      return given
          .steps()
          .then(_ -> given.last())
          .then(last -> pressure.apply(last).then(Pressure::full).from("proc/pressure/" + of))
          .then(_ -> Verdict.untold("proc/pressure/" + of + " is not known at both ends"));
    }
    double waited = stalled(worst.get(), of);
    return waited < FULL.value() || waited < worst.get().seconds() * 0.1
        ? Verdict.none()
        : waited(given, of, worst.get());
  }

  private static double stalled(Step step, String of) {
    return step.stalled().getOrDefault(of, 0.0);
  }

  private Reading<Optional<Finding>> waited(Case given, String of, Step worst) {
    boolean isIo = of.equals("io");
    Source most =
        Source.amount(
            Sources.call("most_stalled_seconds", of),
            c ->
                c.steps()
                    .map(all -> all.stream().mapToDouble(s -> stalled(s, of)).max().orElse(0)));
    return Finding.of(this, Subject.host(host(given)))
        .says(
            "all tasks that were not idle waited for "
                + (isIo ? "disks" : "memory")
                + " at once for "
                + Words.figure(stalled(worst, of))
                + " of "
                + Words.figure(worst.seconds())
                + " s"
                + when(worst)
                + (isIo
                    ? ": what needs no disk could run"
                    : ": whatever ran needed memory, signs of life may be missed"))
        .evidence(FULL.name(), most, FULL)
        .severity(isIo ? Severity.NOTE : Severity.WARNING)
        .sure(Confidence.LOW)
        .or("many short waits, none of them of three seconds")
        .or("only one program had work, and it always waits for its disk")
        .act("iosleuth explain  # what else it finds: that is what all waited for")
        .check("cat /proc/pressure/" + of)
        .in(given)
        .map(Optional::of);
  }

  private static String when(Step step) {
    return step.time().isEmpty() ? "" : " at " + step.time();
  }

  private static String host(Case given) {
    return given.last().map(Sample::host).orElse("");
  }
}
