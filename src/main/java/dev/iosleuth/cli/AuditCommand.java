package dev.iosleuth.cli;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.audit.Audit;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.source.Trees;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.AuditJson;
import dev.iosleuth.view.text.AuditText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth audit}: configuration traps, without any load. */
final class AuditCommand implements Command {
  private static final int NOTHING = 0;
  private static final int WARNING = 1;
  private static final int CRITICAL = 2;
  private static final int COULD_NOT_RUN = 3;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth audit",
                "What is set up so that it costs performance or puts data at risk, on this host, in"
                    + " a captured tree or in a recording; no load is needed. Of each setting it"
                    + " says whose value it is: the kernel's, the distribution's, or set here, and"
                    + " in which file and line. A finding is critical (data are at risk), a warning"
                    + " (it costs something), or a note: worth knowing, nothing is wrong.",
                List.of(
                    Specs.example("iosleuth audit", "this host"),
                    Specs.example("iosleuth audit node1.rec", "a recording, or a captured tree"),
                    Specs.example("iosleuth audit --sarif > audit.sarif", "for code scanners"),
                    Specs.example("iosleuth audit --junit > audit.xml", "for build servers")))
            .addPositional(
                Specs.optional("TREE", "a recording, or a folder or tar that holds proc/ and sys/"))
            .addOption(RuleOptions.option())
            .addOption(Specs.flag("--json", "one JSON object (docs/json.md)"))
            .addOption(Specs.flag("--sarif", "SARIF 2.1.0"))
            .addOption(
                Specs.flag("--junit", "JUnit's XML, a test case a rule; notes are its output"))
            .addOption(Looks.option());
    spec.usageMessage().exitCodeList(statuses());
    return spec;
  }

  /** Other ones than of the other commands: what scripts that audit expect. */
  private static Map<String, String> statuses() {
    var statuses = new LinkedHashMap<String, String>();
    statuses.put("0", "nothing is the matter, or only what is worth knowing (notes)");
    statuses.put("1", "a warning");
    statuses.put("2", "something critical: data are at risk");
    statuses.put(
        "3",
        "the audit could not run: usage, input that cannot be read or holds nothing to look at");
    return statuses;
  }

  @Override
  public int unusable() {
    return COULD_NOT_RUN;
  }

  @Override
  public int run(ParseResult options, Console console) {
    long forms =
        Stream.of("--json", "--sarif", "--junit").filter(options::hasMatchedOption).count();
    if (forms > 1) {
      throw new Failure("--json, --sarif and --junit exclude each other: take one");
    }
    boolean chosen = options.hasMatchedOption("--rule");
    List<Rule> rules =
        chosen ? RuleOptions.chosen(options) : Audit.configuration(RuleOptions.chosen(options));
    List<? extends Tree> trees =
        options.hasMatchedPositional(0)
            ? captured(options.matchedPositionalValue(0, ""))
            : List.of(GuardedTree.host("/"));
    Tree tree = trees.getLast();
    Audit audit = Audit.of(looked(trees), rules, tree);
    console.print(text(audit, options, console));
    return audit
        .worst()
        .map(AuditCommand::status)
        .orElse(audit.explanation().told() ? NOTHING : COULD_NOT_RUN);
  }

  private static String text(Audit audit, ParseResult options, Console console) {
    if (options.hasMatchedOption("--json")) {
      return AuditJson.of(audit) + "\n";
    }
    if (options.hasMatchedOption("--sarif")) {
      return AuditJson.sarif(audit, Version.number()) + "\n";
    }
    return options.hasMatchedOption("--junit")
        ? AuditText.junit(audit)
        : AuditText.of(audit, Looks.of(options, console));
  }

  private static int status(Severity severity) {
    return switch (severity) {
      case NOTE -> NOTHING;
      case WARNING -> WARNING;
      case CRITICAL -> CRITICAL;
    };
  }

  /** Of two, what was counted between them weighs what is found, as it does for explain. */
  private static Case looked(List<? extends Tree> trees) {
    var collector = new Collector(Set.of(), Set.of(Collector.Ask.TOOLS));
    Reading<Exits> none = Reading.absent("nothing to be compared with");
    Sample first = collector.collect(trees.getFirst(), Optional.empty(), none);
    if (trees.size() == 1) {
      return Case.of(first, StackBuilder.build(first));
    }
    Sample last = collector.collect(trees.getLast(), Optional.of(first), none);
    return Case.of(first, last, StackBuilder.build(last));
  }

  /** The ends of a recording, whose last sample describes the host as it is; else a tree. */
  private static List<? extends Tree> captured(String file) {
    Reading<Recording> recording = Recording.open(Inputs.path(file));
    if (recording instanceof Reading.Known<Recording>(Recording known)) {
      RecordedTree last = known.samples().getLast();
      return known.samples().size() == 1
          ? List.of(last)
          : List.of(known.samples().getFirst(), last);
    }
    CapturedTree tree = Inputs.require(file, Trees.openHost(Inputs.path(file)));
    if (!Trees.holdsHost(tree)) {
      throw new Failure(file + " is neither a recording nor a tree that holds proc/ and sys/");
    }
    return List.of(tree);
  }
}
