package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;

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
}
