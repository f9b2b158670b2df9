package dev.iosleuth.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** All commands by name; each is built only when it is the one that was typed. */
final class Commands {
  /**
   * @param name as typed after "iosleuth"
   * @param summary a few words
   */
  record Entry(String name, String summary, Supplier<Command> maker) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "ledger",
              "the books of each disk, to the operation and the byte",
              LedgerCommand::new),
          new Entry("explain", "what is the matter, by what, and what to do", ExplainCommand::new),
          new Entry("rules", "what explain looks for, and how it decides", RulesCommand::new),
          new Entry("stack", "what stands on what, from guests down to disks", StackCommand::new),
          new Entry(
              "guests",
              "virtual machines, as they and this host see their disks",
              GuestsCommand::new),
          new Entry("top", "who causes and who waits, live on the whole screen", TopCommand::new),
          new Entry(
              "iostat",
              "what a log of iostat, sar, vmstat, pidstat or iotop says",
              IostatCommand::new),
          new Entry("compare", "did it help? Two recordings or logs", CompareCommand::new),
          new Entry("audit", "configuration traps, and whose value each is", AuditCommand::new),
          new Entry(
              "capture",
              "samples of this host into one file, to look at later",
              CaptureCommand::new),
          new Entry("selftest", "a known load, found exactly in the ledger", SelftestCommand::new),
          new Entry("completion", "completion for bash and zsh", CompletionCommand::new),
          new Entry("man", "the manual page of a command", ManCommand::new),
          new Entry("help", "this text, or a command's", HelpCommand::new));

  private Commands() {}

  static List<Entry> all() {
    return ALL;
  }

  static Optional<Entry> named(String name) {
    return ALL.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  static Command required(String name) {
    return named(name).orElseThrow(() -> new Failure(Usage.unknownCommand(name))).maker().get();
  }

  /** The one whose name is the first argument; without one the program itself. */
  static Command chosen(ParseResult options) {
    return options.hasMatchedPositional(0)
        ? required(options.matchedPositionalValue(0, ""))
        : new HostCommand();
  }

  /** The whole program as picocli sees it, for completion. */
  static CommandLine tree() {
    var tree = new CommandLine(new HostCommand().spec());
    ALL.forEach(entry -> tree.addSubcommand(entry.name(), entry.maker().get().spec()));
    return tree;
  }
}
