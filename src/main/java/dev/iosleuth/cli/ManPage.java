package dev.iosleuth.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of one command, in man(7)'s format. */
final class ManPage {
  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  static String of(CommandSpec spec, String version, String date) {
    var made = new ManPage();
    made.write(spec, version, date);
    return made.page.toString();
  }

  private void write(CommandSpec spec, String version, String date) {
    String name = spec.name().replace(' ', '-');
    line(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"" + date + "\" \"" + version + "\"");
    section("NAME");
    text(name + " - " + firstSentence(spec));
    section("SYNOPSIS");
    line(".B " + escape(spec.name()));
    line("[\\fIOPTION\\fR]...");
    spec.positionalParameters()
        .forEach(p -> {
          String label = "\\fI" + escape(p.paramLabel()) + "\\fR";
          line(Specs.shown(p, label, " ..."));
        });
    section("DESCRIPTION");
    text(String.join("\n", spec.usageMessage().description()));
    section("EXAMPLES");
    for (String example : spec.usageMessage().header()) {
      line(".nf");
      text(example);
      line(".fi");
    }
    section("OPTIONS");
    spec.positionalParameters().forEach(this::positional);
    spec.options().forEach(this::option);
    section("EXIT STATUS");
    for (Map.Entry<String, String> exit : spec.usageMessage().exitCodeList().entrySet()) {
      line(".TP");
      line(".B " + exit.getKey());
      text(exit.getValue());
    }
    section("ENVIRONMENT");
    entry("COLUMNS", "how wide the screens are, whatever the terminal; from 40 up");
    entry("NO_COLOR", "if set and not empty, no colour on terminals");
    entry("IOSLEUTH_DEBUG", "if 1, a failure of the program itself shows its stack trace");
    entry("IOSLEUTH_JAVA_OPTIONS", "options for the Java virtual machine");
  }

  private static String firstSentence(CommandSpec spec) {
    String text = String.join(" ", spec.usageMessage().description());
    String first = text.split("[.:](?: |$)", 2)[0];
    return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1);
  }

  private void positional(PositionalParamSpec parameter) {
    line(".TP");
    line("\\fI" + escape(parameter.paramLabel()) + "\\fR");
    text(String.join("\n", parameter.description()));
  }

  private void option(OptionSpec option) {
    line(".TP");
    String names =
        Arrays.stream(option.names())
            .map(n -> "\\fB" + escape(n) + "\\fR")
            .collect(Collectors.joining(", "));
    String label = (" \\fI" + escape(option.paramLabel()) + "\\fR").repeat(option.arity().min());
    line(names + label);
    text(String.join("\n", option.description()));
  }

  private void entry(String name, String what) {
    line(".TP");
    line(".B " + name);
    text(what);
  }

  private void section(String title) {
    line(".SH " + (title.contains(" ") ? "\"" + title + "\"" : title));
  }

  private void text(String text) {
    text.lines().forEach(l -> line(escape(l)));
  }

  /** roff reads a backslash, a hyphen, and a dot or quote at the start of a line its own way. */
  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private void line(String line) {
    page.append(line).append('\n');
  }
}
