package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.stack.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A partition or volume that begins within a sector of the disk. */
final class Misaligned implements Rule {
  private static final long SECTOR = 512;

  private static final Threshold REMAINDER =
      new Threshold(
          "bytes by which it begins off a sector of the disk",
          1,
          "bytes",
          "Documentation/ABI/stable/sysfs-block: physical_block_size is the smallest unit that is"
              + " written without a read-modify-write");

  @Override
  public About about() {
    return new About(
        "misaligned",
        "a partition begins within a sector",
        "Disks with sectors of 4 KiB let themselves be addressed by 512 bytes. If a partition begins"
            + " within such a sector (the classic sector 63), each block of 4 KiB of its file system"
            + " lies across two of them: for each write the disk has to read both, wait a turn, and"
            + " write both. Some drives hide their large sectors; they are known by their model.",
        "Where partitions and linear volumes begin on their disk, against its physical sector: what"
            + " sysfs says, or 4 KiB for models known to hide it ("
            + HiddenSectors.SOURCE
            + "). On an array with chunks: against these.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(REMAINDER, OffChunk.REMAINDER));
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Reads.STARTS,
        Reads.DIRECTORIES,
        Reads.queue(
            "physical_block_size", QueueSettings::disks, d -> d.queue().physicalBlockBytes()));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    Placement.of(sample.topology()).forEach(place -> collected.add(look(given, place)));
    OffChunk.of(sample.topology()).forEach(place -> collected.add(place.look(this, given)));
    Lacking.disks(sample).ifPresent(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  private static Reading<HiddenSectors.Physical> physical(Sample sample, String disk) {
    return sample
        .topology()
        .device(disk)
        .map(HiddenSectors::of)
        .orElse(Reading.absent("there is no " + disk));
  }

  private Reading<Optional<Finding>> look(Case given, Placement place) {
    Reading<HiddenSectors.Physical> sector = given.last().then(s -> physical(s, place.disk()));
    if (!(sector instanceof Reading.Known<HiddenSectors.Physical>(var size))) {
      return Verdict.untold(
          place.disk() + ": its physical sector is not known: " + sector.whyNot().orElse("?"));
    }
    long off = Math.floorMod(place.startSector() * SECTOR, size.bytes());
    boolean whole = size.bytes() <= SECTOR || off < REMAINDER.value();
    boolean covered = isPartOf(given, place);
    return whole || covered ? Verdict.none() : finding(given, place, size).map(Optional::of);
  }

  /** A volume on a partition that is misaligned itself: one finding is enough. */
  private static boolean isPartOf(Case given, Placement place) {
    Optional<BlockDevice> device =
        given.last().optional().flatMap(s -> s.topology().device(place.device()));
    Optional<Topology> topology = given.last().map(Sample::topology).optional();
    return device.isPresent()
        && topology.isPresent()
        && device.get().slaves().stream()
            .flatMap(slave -> topology.get().device(slave).stream())
            .filter(slave -> slave.personality() instanceof BlockDevice.Personality.Partition)
            .anyMatch(slave -> begins(slave) * SECTOR % 4096 != 0);
  }

  private static long begins(BlockDevice device) {
    return device.personality() instanceof BlockDevice.Personality.Partition partition
        ? partition.startSector().orElse(0L)
        : 0;
  }

  private Reading<Finding> finding(Case given, Placement place, HiddenSectors.Physical size) {
    String believed =
        size.hidden()
            ? "drives of this model ("
                + size.family()
                + ") have sectors of "
                + size.bytes()
                + " bytes, though it says "
                + size.told()
            : "its sectors have " + size.bytes() + " bytes";
    Finding.Draft draft =
        Finding.of(this, new Subject("device", place.device()))
            .says(
                place.device()
                    + " begins at sector "
                    + Math.max(0, place.startSector())
                    + " of "
                    + place.disk()
                    + ", within a sector: "
                    + believed)
            .evidence(REMAINDER.name(), remainder(place), REMAINDER)
            .evidence("bytes of a sector that " + place.disk() + " tells", told(place), "bytes")
            .severity(Severity.WARNING)
            .sure(size.hidden() ? Confidence.MEDIUM : Confidence.HIGH);
    cost(given, place).ifPresent(draft::costs);
    if (size.hidden()) {
      draft.or("a later revision of this model, which hides nothing: hdparm -I tells");
    }
    Optional<String> array = array(given, place);
    if (array.isPresent()) {
      members(draft, place, array.get());
    } else {
      draft.act(
          "make a new partition at a multiple of 1 MiB (parted -a optimal), and copy onto it");
    }
    return draft
        .check("parted " + Shell.quote("/dev/" + place.disk()) + " align-check optimal 1")
        .in(given);
  }

  /** The array that it is a member of. */
  private static Optional<String> array(Case given, Placement place) {
    return given.last().map(s -> s.topology().devices().values()).optional().stream()
        .flatMap(Collection::stream)
        .filter(d -> d.personality() instanceof BlockDevice.Personality.MdArray)
        .filter(d -> d.slaves().contains(place.device()))
        .map(BlockDevice::name)
        .findFirst();
  }

  /**
   * md(4), mdadm(8): while a member is rebuilt there is a copy less, and a second one that is taken
   * out of RAID 1, 4 or 5 then takes the data with it; a member that is too small is refused.
   */
  private static void members(Finding.Draft draft, Placement place, String array) {
    String device = Shell.quote("/dev/" + place.device());
    String md = Shell.quote("/dev/" + array);
    draft
        .act(
            "only while all members are there (cat /proc/mdstat), one after the other: mdadm "
                + md
                + " --fail "
                + device
                + " --remove "
                + device)
        .act(
            "make its partition anew at a multiple of 1 MiB (parted -a optimal), and not smaller than"
                + " it was, so with a later end: blockdev --getsize64 "
                + device)
        .act("mdadm " + md + " --add " + device)
        .act(
            "mdadm --wait "
                + md
                + "  # before the next member: until then a second one taken out may lose the array");
  }

  private static Source told(Placement place) {
    return HostSources.file(
        "sys/block/" + place.disk() + "/queue/physical_block_size",
        s ->
            s.topology()
                .device(place.disk())
                .map(d -> d.queue().physicalBlockBytes())
                .orElse(Reading.absent("no such disk")));
  }

  private static Source remainder(Placement place) {
    return HostSources.amount(
        Sources.call("misaligned_bytes", place.device(), place.disk()),
        s ->
            physical(s, place.disk())
                .then(size ->
                    Placement.of(s.topology()).stream()
                        .filter(p -> p.equals(place))
                        .findFirst()
                        .map(p ->
                            Reading.known(
                                (double) Math.floorMod(p.startSector() * SECTOR, size.bytes())))
                        .orElse(Reading.absent("there is no " + place.device()))));
  }

  /** All the time of writes that came through it may be paid twice: half of it is its cost. */
  private static Optional<Cost> cost(Case given, Placement place) {
    Optional<Device> disk = given.device(place.disk());
    if (disk.isEmpty() || given.ledger().optional().isEmpty()) {
      return Optional.empty();
    }
    NodeId through = NodeId.device(place.device());
    double percent =
        HostSources.percent(
            given, disk.get(), p -> p.direction() == Direction.WRITE && p.via().contains(through));
    return Optional.of(Cost.time(place.disk(), percent / 200));
  }
}
