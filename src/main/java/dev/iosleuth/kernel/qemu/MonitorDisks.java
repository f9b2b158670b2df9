package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest and its disks are now, as its monitor told it within one connection.
 *
 * @param name absent for a guest without one
 * @param version of qemu: "7.2.22 Debian 1:7.2+dfsg-7"
 * @param nodes all nodes of the graph under the disks
 */
public record MonitorDisks(
    Reading<String> name,
    Reading<String> uuid,
    Reading<String> version,
    Reading<Rows<BlockDisk>> disks,
    Reading<Rows<BlockNode>> nodes) {

  /** What a QMP monitor said. */
  public static Reading<MonitorDisks> qmp(Text text) {
    return QmpAnswers.parse(text)
        .map(answers ->
            new MonitorDisks(
                answers.of(QmpCommand.QUERY_NAME).field("name").text(),
                answers.of(QmpCommand.QUERY_UUID).field("UUID").text(),
                QueryVersion.read(answers.of(QmpCommand.QUERY_VERSION)),
                QueryBlock.read(answers.of(QmpCommand.QUERY_BLOCK)),
                QueryNamedBlockNodes.read(answers.of(QmpCommand.QUERY_NAMED_BLOCK_NODES))));
  }

  /** What a human monitor said. It tells of the nodes under the disks no more than their files. */
  public static Reading<MonitorDisks> hmp(Text text) {
    return HmpAnswers.parse(text)
        .map(answers ->
            new MonitorDisks(
                answers.line(HmpCommand.INFO_NAME),
                answers.line(HmpCommand.INFO_UUID),
                answers.line(HmpCommand.INFO_VERSION),
                answers
                    .of(HmpCommand.INFO_BLOCK)
                    .map(InfoBlock::parse)
                    .map(disks -> nameless(disks, answers)),
                Reading.absent("the human monitor does not tell")));
  }

  /**
   * A disk made by {@code -blockdev} begins with its node's name as others do with their own: which
   * it is tell the counters, where such a disk has no name.
   */
  private static Rows<BlockDisk> nameless(Rows<BlockDisk> disks, HmpAnswers answers) {
    List<DiskCounters> counters =
        answers
            .of(HmpCommand.INFO_BLOCKSTATS)
            .map(InfoBlockstats::parse)
            .map(Rows::rows)
            .orElse(List.of());
    if (counters.size() != disks.rows().size()) {
      return disks;
    }
    var rows = new ArrayList<BlockDisk>();
    for (int i = 0; i < counters.size(); i++) {
      BlockDisk disk = disks.rows().get(i);
      rows.add(counters.get(i).device().isEmpty() ? disk.nameless() : disk);
    }
    return new Rows<>(rows, disks.damaged());
  }
}
