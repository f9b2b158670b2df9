package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.reading.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All readings of one instant of one host. What recordings store, and the only input of the ledger.
 *
 * @param nanos on the tree's monotonic clock (live: CLOCK_BOOTTIME; recording: as recorded; bare
 *     trees: /proc/uptime)
 * @param bootId tells a reboot
 * @param nvmePaths figures of hidden NVMe paths' own stat files where diskstats does not list them,
 *     by kernel name
 * @param guests virtual machines, and containers that are machines
 * @param guestCounters what guests counted themselves, by their processes; use {@link #told}
 * @param inside what guests' own kernels counted, as their agents told, by their processes; only of
 *     those that were asked; use {@link #inside(Guest)}
 * @param exited processes that ended since the sample before; absent where taskstats is not allowed
 * @param passed what the kernel's jobs were at between the sample before and this one, and who ran,
 *     as {@link Glances} saw it
 */
public record Sample(
    String host,
    Instant wall,
    long nanos,
    Reading<String> bootId,
    Reading<Diskstats> diskstats,
    Map<String, Diskstats.Row> nvmePaths,
    Reading<Mdstat> mdstat,
    List<DrbdResource> drbd,
    Map<Integer, ProcessSample> processes,
    List<Guest> guests,
    Map<ProcessId, Reading<GuestCounters>> guestCounters,
    Map<ProcessId, Reading<GuestDiskstats>> inside,
    Reading<List<ExitedProcess>> exited,
    CgroupIo cgroups,
    SystemSample system,
    Topology topology,
    List<Note> notes,
    List<Passed> passed) {

  /** State and progress of md and DRBD at one moment, and the guests that there were. */
  public record Passed(Optional<Mdstat> mdstat, List<DrbdResource> drbd, List<Guest> guests) {
    public Passed {
      drbd = List.copyOf(drbd);
      guests = List.copyOf(guests);
    }

    static Passed of(Sample sample) {
      return new Passed(sample.mdstat().optional(), sample.drbd(), sample.guests());
    }
  }

  public Sample {
    nvmePaths = Map.copyOf(nvmePaths);
    drbd = List.copyOf(drbd);
    guests = List.copyOf(guests);
    guestCounters = Map.copyOf(guestCounters);
    inside = Map.copyOf(inside);
    notes = List.copyOf(notes);
    passed = List.copyOf(passed);
  }

  /** The same sample after another set of exits: as the end of a longer interval. */
  public Sample withExited(Reading<List<ExitedProcess>> ended) {
    return with(processes, ended, passed);
  }

  Sample with(
      Map<Integer, ProcessSample> others,
      Reading<List<ExitedProcess>> ended,
      List<Passed> between) {
    return new Sample(
        host,
        wall,
        nanos,
        bootId,
        diskstats,
        nvmePaths,
        mdstat,
        drbd,
        others,
        guests,
        guestCounters,
        inside,
        ended,
        cgroups,
        system,
        topology,
        notes,
        between);
  }

  /** What a guest counted itself. */
  public Reading<GuestCounters> told(Guest guest) {
    if (guest.kind() == Guest.Kind.CONTAINER) {
      return Reading.absent("a container has no kernel of its own: this host's counts for it");
    }
    return guest
        .process()
        .map(process -> guestCounters.getOrDefault(process, Reading.absent("not asked")))
        .orElse(Reading.absent("it has no process of its own"));
  }

  /** What its own kernel counted, where its agent was asked. */
  public Reading<GuestDiskstats> inside(Guest guest) {
    return guest
        .process()
        .map(process -> inside.getOrDefault(process, Reading.absent("its agent was not asked")))
        .orElse(Reading.absent("it has no process of its own"));
  }

  /** Whether a device that has no counters was not there: none could not be read. */
  public boolean countsAllDevices() {
    return diskstats.map(stats -> stats.damaged().isEmpty()).orElse(false);
  }

  /** The counters of a device by kernel name, wherever they stand. */
  public Optional<Diskstats.Row> counters(String kernelName) {
    Diskstats.Row path = nvmePaths.get(kernelName);
    if (path != null) {
      return Optional.of(path);
    }
    return diskstats
        .optional()
        .flatMap(d -> d.rows().stream().filter(r -> r.name().equals(kernelName)).findFirst());
  }
}
