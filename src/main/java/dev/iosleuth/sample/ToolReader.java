package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.kernel.tool.SmartctlText;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.HostTree;
import dev.iosleuth.source.Smartctl;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what tools told as long as the topology stays the same; a disk is asked once, since asking
 * may disturb it.
 */
final class ToolReader {
  private final boolean asking;
  private final Map<String, Reading<SmartctlJson>> disks = new HashMap<>();
  private @Nullable Topology topology;
  private ToolAnswers answers = ToolAnswers.absent("not asked");

  /**
   * @param asking whether tools of a live host are run; what a recording holds is read anyway
   */
  ToolReader(boolean asking) {
    this.asking = asking;
  }

  void forget() {
    topology = null;
    disks.clear();
  }

  @SuppressWarnings("ReferenceEquality") // the same object while nothing was read anew
  ToolAnswers read(Tree tree, Topology now) {
    if (!asks(tree)) {
      return answers;
    }
    if (topology != now) {
      topology = now;
      answers = ask(tree, now);
    }
    return answers;
  }

  private boolean asks(Tree tree) {
    boolean live = tree instanceof GuardedTree || tree instanceof HostTree;
    return asking || !live;
  }

  /** With the files that programs are reading, which each sample tells anew. */
  ToolAnswers withFiles(
      ToolAnswers told,
      Tree tree,
      Optional<Sample> previous,
      Map<Integer, ProcessSample> processes) {
    return asks(tree) ? told.withFiles(ReadFiles.read(tree, previous, processes.values())) : told;
  }

  private ToolAnswers ask(Tree tree, Topology now) {
    for (BlockDevice device : now.devices().values()) {
      if (device.model() instanceof Reading.Known) {
        disks.computeIfAbsent(device.name(), name -> smart(tree, name));
      }
    }
    return new ToolAnswers(
        tree.read(Tools.KERNEL_LOG.path()).then(KernelLog::parse),
        tree.read(Tools.FILE_SYSTEMS.path()).then(Df::parse),
        disks);
  }

  private static Reading<SmartctlJson> smart(Tree tree, String name) {
    String path = Smartctl.FOLDER + "/" + name.replace('/', '!');
    return tree.read(path)
        .then(text -> SmartctlText.is(text) ? SmartctlText.parse(text) : SmartctlJson.parse(text));
  }
}
