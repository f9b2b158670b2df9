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
