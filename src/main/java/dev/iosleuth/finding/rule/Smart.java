package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What disks tell of themselves. */
final class Smart {
  /** Attributes of ATA disks that count what is lost or about to be. */
  static final Map<Long, String> SECTORS =
      new TreeMap<>(
          Map.of(
              5L, "reallocated sectors",
              187L, "uncorrectable errors reported",
              197L, "sectors that could not be read and wait to be written",
              198L, "sectors that could not be read in the disk's own test"));

  /** Of the link: a cable, a port or a backplane. */
  static final long CRC = 199;

  /** smartctl(8): not virtio, Xen, loop, md, dm, DRBD and what lies elsewhere. */
  private static final Pattern DRIVE =
      Pattern.compile("([sh]d[a-z]+|nvme\\d+(?:n\\d+)?)(?:p?\\d+)?");

  private Smart() {}

  /** The one disk that it is, or lies on. */
  static Optional<String> disk(Case given, Device device) {
    if (device.bottom()) {
      return Optional.of(device.name());
    }
    List<String> leaves =
        device.node().stream()
            .flatMap(node ->
                given.stack().optional().stream()
                    .flatMap(stack ->
                        stack.below(node.id()).stream()
                            .map(stack::node)
                            .filter(below -> stack.lowers(below.id()).isEmpty())
                            .map(Node::kernelName)))
            .toList();
    return leaves.size() == 1 ? Optional.of(leaves.getFirst()) : Optional.empty();
  }

  /** The drive that smartctl can ask, of a disk, a part of one, what lies on one, an ATA port. */
  static Optional<String> asked(Case given, String name) {
    Matcher drive = DRIVE.matcher(name);
    if (drive.matches()) {
      return Optional.of(name.substring(0, drive.end(1)));
    }
    Optional<String> port =
        Optional.of(name).filter(one -> one.startsWith("ata")).map(one -> one + "/");
    return given
        .device(name)
        .flatMap(device -> disk(given, device))
        .or(() ->
            port.flatMap(place ->
                given.last().map(sample -> behind(sample, place)).orElse(Optional.empty())))
        .filter(disk -> DRIVE.matcher(disk).matches());
  }

  /** The only disk on a port. */
  private static Optional<String> behind(Sample sample, String port) {
    List<String> disks =
        sample.topology().settings().places().entrySet().stream()
            .filter(place -> place.getValue().contains("/" + port))
            .map(Map.Entry::getKey)
            .toList();
    return disks.size() == 1 ? Optional.of(disks.getFirst()) : Optional.empty();
  }

  static Reading<SmartctlJson> of(Case given, String disk) {
    return given.last().then(sample -> of(sample, disk));
  }

  private static Reading<SmartctlJson> of(Sample sample, String disk) {
    return sample.system().tools().disk(disk);
  }

  /** Its raw value. */
  static OptionalLong count(SmartctlJson answer, long id) {
    return answer.attributes().stream()
        .filter(attribute -> attribute.id() == id)
        .mapToLong(SmartctlJson.Attribute::raw)
        .findFirst();
  }

  static Source attribute(String disk, long id) {
    return HostSources.amount(
        Sources.call("smartctl", disk, "attribute " + id),
        sample ->
            of(sample, disk)
                .then(answer -> {
                  OptionalLong raw = count(answer, id);
                  return raw.isPresent()
                      ? Reading.known((double) raw.getAsLong())
                      : Reading.absent("no attribute " + id);
                }));
  }

  static Source rotation(String disk) {
    return HostSources.amount(
        Sources.call("smartctl", disk, "rotation_rate"),
        sample -> of(sample, disk).then(SmartctlJson::rotationPerMinute).map(Long::doubleValue));
  }
}
