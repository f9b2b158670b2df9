package dev.iosleuth.cli;

import dev.iosleuth.source.OwnProcess;
import dev.iosleuth.source.StandardOutput;
import dev.iosleuth.source.Terminal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // System.exit would first look for loggers, for 15 ms.
    Runtime.getRuntime().halt(run(whole(List.of(arguments))));
  }

  /** With the bytes that are not UTF-8, of which Java makes replacement characters. */
  private static List<String> whole(List<String> arguments) {
    if (arguments.stream().noneMatch(Main::damaged)) {
      return arguments;
    }
    List<String> raw = OwnProcess.lastArguments(arguments.size()).orElse(arguments);
    return IntStream.range(0, arguments.size())
            .allMatch(i -> damaged(arguments.get(i)) || arguments.get(i).equals(raw.get(i)))
        ? raw
        : arguments;
  }

  private static boolean damaged(String argument) {
    return argument.indexOf('\uFFFD') >= 0;
  }

  static int run(List<String> arguments) {
    var out = new Output(StandardOutput.open(), StandardOutput::readerGone);
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    var stopping = new Stopping();
    var console = new Console(out, err, Terminal::ofThisProcess, System.getenv(), stopping);
    if (arguments.equals(List.of("--version")) || arguments.equals(List.of("-V"))) {
      // of all that a command may need, this one needs nothing
      console.print(Version.line() + "\n");
      return written(Status.ANSWERED, Status.UNUSABLE, console);
    }
    OwnProcess.prepare();
    stopping.listen(err);
    int status = run(arguments, console);
    stopping.end(status);
    return status;
  }

  /** One command line; returns the exit status. */
  static int run(List<String> arguments, Console console) {
    try {
      return written(answer(arguments, console), unusable(arguments), console);
    } catch (Failure failure) {
      console.error(failure.sentence());
      failure.choices().forEach(console::choice);
    } catch (ParameterException wrong) {
      console.error(Usage.sentence(wrong));
    } catch (RuntimeException | Error bug) {
      console.error(
          "a mistake in the program: " + bug + "; IOSLEUTH_DEBUG=1 shows where, please report it");
      if (console.environment().getOrDefault("IOSLEUTH_DEBUG", "").equals("1")) {
        bug.printStackTrace(console.err());
      }
    }
    return unusable(arguments);
  }

  private static int unusable(List<String> arguments) {
    return arguments.stream()
        .findFirst()
        .flatMap(Commands::named)
        .map(entry -> entry.maker().get().unusable())
        .orElse(Status.UNUSABLE);
  }

  /** An answer that did not arrive is none, unless nobody wanted more of it. */
  private static int written(int status, int unusable, Console console) {
    Optional<String> why = console.out().whyNot();
    why.ifPresent(console::error);
    return why.isPresent() ? unusable : status;
  }

  private static int answer(List<String> arguments, Console console) {
    String first = arguments.isEmpty() ? "-" : arguments.getFirst();
    boolean help = arguments.size() == 2 && List.of("-h", "--help").contains(first);
    if (help && Commands.named(arguments.getLast()).isPresent()) {
      return run(new HelpCommand(), arguments.subList(1, 2), console);
    }
    if (first.startsWith("-")) {
      return run(new HostCommand(), arguments, console);
    }
    return run(Commands.required(first), arguments.subList(1, arguments.size()), console);
  }

  private static int run(Command command, List<String> arguments, Console console) {
    var line = new CommandLine(command.spec());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false);
    ParseResult options = line.parseArgs(arguments.toArray(String[]::new));
    if (options.isVersionHelpRequested()) {
      console.print(Version.line() + "\n");
      return Status.ANSWERED;
    }
    if (options.isUsageHelpRequested()) {
      console.print(Help.of(command, Looks.columns(console)));
      return Status.ANSWERED;
    }
    return command.run(options, console);
  }
}
