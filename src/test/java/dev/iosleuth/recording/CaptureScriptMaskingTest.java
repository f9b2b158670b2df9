package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script masks as the program does, by whatever tools a host has, or says that it cannot. */
class CaptureScriptMaskingTest {
  /** Where many are masked in one process, and where each takes several. */
  private static final int MANY = 100;

  private static final int FEW = 25;

  /** Pieces of arguments: those that the rules look for, what may stand between, and others. */
  private static final List<String> PIECES =
      List.of(
              "pass password passwd passphrase pw pwd secret secrets token psk credential api-key api_key"
                  + " AuthKey key keys --key --keyring --password --token= -p -P -w -a -k -K -N -c -A -X -u -U"
                  + " --user --user= --proxy-user -v --value -H --header= sshpass /usr/bin/sshpass mysql"
                  + " mysqldump mariadb curl docker login mongo 7z rar zip openssl ldapsearch redis-cli"
                  + " snmpget ssh-keygen htpasswd vault sqlplus ipmitool unseal shared-secret auth_pass data="
                  + " \"data\": ,data= secret,id=s0 qemu-system-x86_64 \"key\":\" :key= key\t= AQ"
                  + " AQBDa1xhAAAAABAAh5UX7tYlRbbEPXsKn8xTzQ== :// http:// @ me:x me%x me,x /p: /u:"
                  + " Authorization: authorization= Bearer Basic X-Auth-Token: Cookie: pass: crypt"
                  + " aes-xts 00112233445566778899aabbccddeeff internal_hash:hmac: 00aabb journal_mac:"
                  + " a b x y1 web1 /dev/vg/web1 = : , ; & | % { } \" ' ' \" ( ) [ ] * . ^ $ \\ / ~ # ! ? < > -"
                  + " -- é \udcff \uD83D\uDE00 \u001b[31m 1 22 80:80")
          .getFirst()
          .transform(words -> List.of(words.split(" ", -1)));

  @TempDir private Path folder;
  private TestingScript script;
  private String said = "";

  @BeforeEach
  void write() throws Exception {
    script = new TestingScript(folder);
    script.host();
  }

  @AfterEach
  void removeTools() throws Exception {
    // JUnit warns of links that lead out of its folder
    script.tools("rm -f *", "");
  }

  private static String argument(Random random) {
    var argument = new StringBuilder();
    int pieces = 1 + random.nextInt(random.nextInt(10) == 0 ? 12 : 3);
    for (int i = 0; i < pieces; i++) {
      argument.append(PIECES.get(random.nextInt(PIECES.size())));
      argument.append(
          switch (random.nextInt(24)) {
            case 0, 1, 2 -> " ";
            case 3 -> "\t";
            case 4 -> random.nextInt(8) == 0 ? "\n" : "=";
            default -> "";
          });
    }
    return argument.toString();
  }

  private static String command(Random random) {
    int arguments = 1 + random.nextInt(7);
    String line =
        IntStream.range(0, arguments)
            .mapToObj(_ -> random.nextInt(30) == 0 ? "" : argument(random))
            .collect(Collectors.joining("\0"));
    return random.nextInt(10) == 0 ? line : line + "\0";
  }

  private static String wrapper(String does) {
    return """
    cat > sed <<'END'
    #!/bin/sh
    for word do
      case $word in
        %s ;;
      esac
    done
    exec /usr/bin/sed "$@"
    END
    chmod +x sed
    """
        .formatted(does);
  }

  private static final String USUAL = ":/usr/sbin:/sbin:/usr/bin:/bin";

  /**
   * A shell and the tools of a host.
   *
   * @param commands how many are tried
   * @param several whether its sed can tell arguments of several lines
   */
  record Host(String name, String shell, String make, String path, int commands, boolean several) {
    List<String> command() {
      return List.of(shell.split(" ", -1));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Host> hosts() {
    String busybox =
        "busybox --list | while read -r a; do ln -s \"$(command -v busybox)\" $a; done";
    return Stream.of(
            new Host("usual", "sh", "", USUAL, MANY, true),
            new Host("bash", "bash", "", USUAL, MANY, true),
            new Host("mksh", "mksh", "", USUAL, MANY, true),
            new Host("no -i", "sh", wrapper("-i) exit 1"), USUAL, FEW, true),
            new Host("no -z", "sh", wrapper("-z) exit 1"), USUAL, FEW, false),
            new Host("busybox", "busybox sh", busybox, "", FEW, false))
        .filter(host -> TestingScript.installed(host.command().getFirst()))
        .toList();
  }

  private List<String> capture(List<String> shell, List<String> commands) throws Exception {
    for (int i = 0; i < commands.size(); i++) {
      script.process(100 + i, "x");
      script.file("proc/" + (100 + i) + "/cmdline", commands.get(i));
    }
    said =
        script.run(
            shell, script.root().toString(), "-s", "1", "-e", "5", "-o", script.out().toString());
    RecordedTree tree = script.recording().samples().getFirst();
    var seen = new ArrayList<String>();
    for (int i = 0; i < commands.size(); i++) {
      seen.add(tree.read("proc/" + (100 + i) + "/cmdline").optional().orElseThrow().string());
    }
    return seen;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hosts")
  void masksWhatTheProgramMasks(Host host) throws Exception {
    script.tools(host.make(), host.path());
    var random = new Random(host.name().hashCode());
    List<String> commands = Stream.generate(() -> command(random)).limit(host.commands()).toList();
    List<String> seen = capture(host.command(), commands);
    int masked = 0;
    for (int i = 0; i < commands.size(); i++) {
      String command = commands.get(i);
      String expected = Masking.commandLine(command);
      boolean whole = host.several() || !command.contains("\n");
      assertThat(seen.get(i))
          .as("%s: %s", host, command.replace('\0', '|'))
          // busybox ends the last one, too
          .isIn(
              whole
                  ? List.of(expected, host.name().equals("busybox") ? expected + "\0" : expected)
                  : List.of(command.equals(expected) ? command : "", leftOut(command)));
      masked += expected.equals(command) ? 0 : 1;
    }
    assertThat(masked).isGreaterThan(host.commands() / 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // one that knows no -E, one that leaves all as it is, one that does something else
        "-E) exit 1",
        "-E) exec cat",
        "-E) exec tr s S"
      })
  void whereSedCannotMaskNothingOfTheArgumentsIsKept(String does) throws Exception {
    script.tools(wrapper(does), USUAL);
    script.file("proc/cmdline", "root=/dev/sda password=sesame\n");
    script.file("tool/drbdsetup-show", "on h {\n  shared-secret \"sesame\";\n}\n");
    List<String> commands =
        List.of(
            "x\0--password\0sesame\0", "password=sesame\0", "dd\0if=/x\0", "a b://c:sesame@d\0");
    assertThat(capture(List.of("sh"), commands))
        .containsExactly("x\0***\0", "***\0***\0", "dd\0if=/x\0", "a\0***\0");
    assertThat(said)
        .contains("arguments are left out (of commands: 3): sed here cannot mask them")
        .contains("lines of tools that may hold a secret are left out");
    RecordedTree tree = script.recording().samples().getFirst();
    assertThat(tree.masked()).isEqualTo("secrets, with 3 commands' arguments");
    assertThat(tree.read("tool/drbdsetup-show").map(Text::string))
        .isEqualTo(Reading.known("on h {\n***\n}\n"));
    assertThat(tree.read("proc/cmdline").map(Text::string)).isEqualTo(Reading.known("***\n"));
  }

  /** Seen where memory ran out: what it did of one file is not known then. */
  @Test
  void whereSedFailsForOneCommandThatOneIsLeftOut() throws Exception {
    script.tools(
        """
        cat > sed <<'END'
        #!/bin/sh
        for word do
          case $word in
            -i) exit 1 ;;
          esac
        done
        /usr/bin/sed "$@" | { cat; } > out.$$
        if grep -q breaks out.$$; then rm out.$$; exit 4; fi
        cat out.$$
        rm out.$$
        END
        chmod +x sed
        """
            .replace("out.$$", "\"$TMPDIR\"/../out.$$"),
        USUAL);
    assertThat(
            capture(
                List.of("sh"), List.of("x\0--password\0sesame\0breaks\0", "y\0--password\0a\0")))
        .containsExactly("x\0***\0", "y\0--password\0***\0");
    assertThat(said).contains("arguments are left out (of commands: 1)");
  }

  private static String leftOut(String command) {
    String program = command.split("[\0\n \t]", 2)[0];
    return (program.matches("[A-Za-z0-9_./+-]+") ? program : "***") + "\0***\0";
  }
}
