package dev.iosleuth.cli;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Comparison;
import dev.iosleuth.finding.compare.Side;
import dev.iosleuth.sample.Note;
import dev.iosleuth.view.json.CompareJson;
import dev.iosleuth.view.text.CompareText;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth compare}: did it help? */
final class CompareCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth compare",
                "Did it help? Of two recordings or two logs of iostat, what changed, for each disk and"
                    + " each account, by how much and how surely, and what else changed beside it."
                    + " Where no difference is shown it says how large one would have had to be.",
                List.of(
                    Specs.example(
                        "iosleuth compare before.rec after.rec", "words, figures, settings"),
                    Specs.example("iosleuth compare monday.log tuesday.log", "two logs of iostat"),
                    Specs.example(
                        "iosleuth compare a.rec b.rec --json", "all of it (docs/json.md)"),
                    Specs.example(
                        "iosleuth compare a.rec b.rec --interval 10", "by ten seconds at a time")))
            .addPositional(Specs.required("A", 0, "the recording or log from before"))
            .addPositional(Specs.required("B", 1, "the one from after"))
            .addOption(
                Specs.value(
                    "--interval",
                    Double.class,
                    "S",
                    "seconds of an interval of a recording (usually from every sample to the next)"))
            .addOption(
                Specs.flag(
                    "--keep-first",
                    "logs were made with iostat -y: their first reports are intervals (else they are"
                        + " taken as averages since boot, and set aside, unless the log shows what they"
                        + " are)"))
            .addOption(Specs.flag("--partial", "of what was cut short: what is whole of it"))
            .addOption(Specs.flag("--json", "one JSON object (docs/json.md)"))
            .addOption(Looks.option());
    return Specs.ends(
        spec,
        "answered, and some of the two was not understood, or nothing tells whether they differ");
  }

  @Override
  public int run(ParseResult options, Console console) {
    double seconds = InputOptions.seconds(options, "--interval", 0);
    boolean partial = options.hasMatchedOption("--partial");
    boolean keepFirst = options.hasMatchedOption("--keep-first");
    var first = new ComparedFile(options.matchedPositionalValue(0, ""), keepFirst, console);
    var second = new ComparedFile(options.matchedPositionalValue(1, ""), keepFirst, console);
    Side before = first.side(seconds, partial, second.isLog());
    Side after = second.side(seconds, partial, first.isLog());
    Comparison comparison = Comparison.of(before, after);
    List<Note> notes = new ArrayList<>(first.notes());
    notes.addAll(second.notes());
    console.print(
        options.hasMatchedOption("--json")
            ? CompareJson.of(comparison, notes) + "\n"
            : CompareText.of(comparison, notes, Looks.of(options, console)));
    int told = Math.max(first.status(), second.status());
    return comparison.verdict() == Change.Verdict.CANNOT_TELL ? Math.max(told, Status.GAPS) : told;
  }
}
