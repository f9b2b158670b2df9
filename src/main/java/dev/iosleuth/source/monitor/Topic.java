package dev.iosleuth.source.monitor;

import dev.iosleuth.kernel.qemu.HmpCommand;
import dev.iosleuth.kernel.qemu.QmpCommand;
import java.util.List;

/** What a monitor is asked within one connection: counters first, where they are asked for. */
public enum Topic {
  QMP_COUNTERS,
  QMP_DISKS,
  HMP_COUNTERS,
  HMP_DISKS,
  AGENT;

  Dialogue dialogue() {
    return switch (this) {
      case QMP_COUNTERS ->
          new QmpDialogue(
              List.of(
                  QmpCommand.QUERY_BLOCKSTATS,
                  QmpCommand.QUERY_BLOCK_JOBS,
                  QmpCommand.QUERY_STATUS));
      case QMP_DISKS ->
          new QmpDialogue(
              List.of(
                  QmpCommand.QUERY_NAME,
                  QmpCommand.QUERY_UUID,
                  QmpCommand.QUERY_VERSION,
                  QmpCommand.QUERY_BLOCK,
                  QmpCommand.QUERY_NAMED_BLOCK_NODES));
      case HMP_COUNTERS ->
          new HmpDialogue(
              List.of(
                  HmpCommand.INFO_BLOCKSTATS, HmpCommand.INFO_BLOCK_JOBS, HmpCommand.INFO_STATUS));
      case HMP_DISKS ->
          new HmpDialogue(
              List.of(
                  HmpCommand.INFO_BLOCKSTATS,
                  HmpCommand.INFO_BLOCK,
                  HmpCommand.INFO_NAME,
                  HmpCommand.INFO_UUID,
                  HmpCommand.INFO_VERSION));
      case AGENT -> new AgentDialogue();
    };
  }
}
