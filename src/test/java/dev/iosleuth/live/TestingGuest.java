package dev.iosleuth.live;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Fields;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/**
 * A real qemu process with disks and without a kernel: its processors never start. I/O is driven
 * into its disks through a third monitor, {@link #control}, so that the two that are asked by the
 * program are free. Needs Debian's qemu-system-x86; tests skip without it.
 *
 * <pre>
 * try (var guest = TestingGuest.named("web1", folder)
 *     .drive("d0", "file=" + image + ",format=raw,cache=none")
 *     .start()) {
 *   guest.io("d0", "aio_write 0 4k");
 *   guest.settle("d0");
 * }
 * </pre>
 */
public final class TestingGuest implements AutoCloseable {
  private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

  private final Path folder;
  private final String name;
  private final int pid;
  private final SocketChannel control;
  private final Scanner answers;

  private TestingGuest(Path folder, String name, int pid, SocketChannel control) {
    this.folder = folder;
    this.name = name;
    this.pid = pid;
    this.control = control;
    this.answers = new Scanner(Channels.newInputStream(control), StandardCharsets.UTF_8);
  }

  /** Skips the test where qemu is not installed. */
  public static void assumeQemu() {
    assumeTrue(Files.isExecutable(QEMU), "qemu-system-x86 is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "qemu-utils is not installed");
  }

  /**
   * @param folder for its sockets; short, since paths of sockets have at most 107 bytes
   */
  public static Setup named(String name, Path folder) {
    assumeQemu();
    return new Setup(name, folder);
  }

  /**
   * Makes an image by qemu-img.
   *
   * @param words for {@code qemu-img create} behind the name, such as "8M"; options begin with "-"
   */
  public static Path image(Path folder, String name, String format, String... words)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/usr/bin/qemu-img", "create", "-q", "-f", format));
    command.add(name);
    command.addAll(List.of(words));
    run(command, folder);
    return folder.resolve(name);
  }

  /** What the guest is to be. */
  public static final class Setup {
    private final String name;
    private final Path folder;
    private final List<String> words = new ArrayList<>();
    private final List<String> launcher = new ArrayList<>();
    private boolean qmp = true;
    private boolean hmp = true;

    private Setup(String name, Path folder) {
      this.name = name;
      this.folder = folder;
    }

    /**
     * A virtio-blk disk by {@code -drive}.
     *
     * @param options without if and id: {@code file=/srv/d0,format=raw,cache=none}
     */
    public Setup drive(String id, String options) {
      return with("-drive", "if=none,id=" + id + "," + options)
          .with("-device", "virtio-blk-pci,drive=" + id + ",id=q-" + id);
    }

    /**
     * A virtio-blk disk by {@code -blockdev}, nameless in blockstats.
     *
     * @param file the image; its node is NODE-file
     */
    public Setup blockdev(String node, String format, Path file, boolean direct) {
      String cache = ",cache.direct=" + (direct ? "on" : "off");
      return with("-blockdev", "driver=file,node-name=" + node + "-file,filename=" + file + cache)
          .with(
              "-blockdev",
              "driver=" + format + ",node-name=" + node + ",file=" + node + "-file" + cache)
          .with("-device", "virtio-blk-pci,drive=" + node + ",id=q-" + node);
    }

    /** Hands it an open descriptor, by the number that it has there. */
    public Setup handing(int descriptor, Path file) {
      String open = "exec " + descriptor + "<>\"$0\"; exec \"$@\"";
      launcher.addAll(List.of("/bin/sh", "-c", open, file.toString()));
      return this;
    }

    /** Any options of qemu's. */
    public Setup with(String... options) {
      words.addAll(List.of(options));
      return this;
    }

    /** Without the monitor that speaks QMP: {@link TestingGuest#control} is there all the same. */
    public Setup withoutQmp() {
      qmp = false;
      return this;
    }

    public Setup withoutHmp() {
      hmp = false;
      return this;
    }

    public TestingGuest start() throws IOException, InterruptedException {
      var command =
          new ArrayList<>(
              List.of(
                  QEMU.toString(),
                  "-name",
                  "guest=" + name.replace(",", ",,") + ",debug-threads=on",
                  "-accel",
                  "tcg,tb-size=1",
                  "-S",
                  "-nodefaults",
                  "-no-user-config",
                  "-m",
                  "16",
                  "-display",
                  "none",
                  "-machine",
                  "q35,usb=off,smbus=off,sata=off,hpet=off"));
      if (qmp) {
        command.addAll(List.of("-qmp", listening("qmp")));
      }
      if (hmp) {
        command.addAll(List.of("-monitor", listening("monitor")));
      }
      command.addAll(words);
      command.addAll(
          List.of("-qmp", listening("control"), "-daemonize", "-pidfile", file("pid").toString()));
      command.addAll(0, launcher);
      run(command, folder);
      long pid = Fields.parse(Files.readString(file("pid")).strip()).orElseThrow();
      var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(file("control")));
      var guest = new TestingGuest(folder, name, (int) pid, channel);
      guest.answers.nextLine();
      guest.qmp("{\"execute\":\"qmp_capabilities\"}");
      return guest;
    }

    private Path file(String kind) {
      return folder.resolve(name + "." + kind);
    }

    private String listening(String kind) {
      return "unix:" + file(kind).toString().replace(",", ",,") + ",server=on,wait=off";
    }
  }

  public String name() {
    return name;
  }

  public int pid() {
    return pid;
  }

  /** The socket on which it speaks QMP with one client. */
  public Path qmpSocket() {
    return folder.resolve(name + ".qmp");
  }

  /** The socket of its human monitor. */
  public Path hmpSocket() {
    return folder.resolve(name + ".monitor");
  }

  /** The socket that this class holds. */
  public Path control() {
    return folder.resolve(name + ".control");
  }

  /**
   * Runs a command of qemu-io(1) on a disk. Of all reads and writes only those that begin with
   * {@code aio_} are counted by qemu, and {@code aio_flush} counts as one flush.
   *
   * @param disk id of a drive, or of a node made by {@link Setup#blockdev}
   */
  public void io(String disk, String command) throws IOException {
    human("qemu-io -d /machine/peripheral/q-" + disk + "/virtio-backend \\\"" + command + "\\\"");
  }

  /** Waits for what {@link #io} began, and counts a flush. */
  public void settle(String disk) throws IOException {
    io(disk, "aio_flush");
  }

  /** Copies a disk to another node, and goes on there. */
  public void mirror(String node, String target) throws IOException, InterruptedException {
    qmp(
        "{\"execute\":\"blockdev-mirror\",\"arguments\":{\"job-id\":\"j\",\"device\":\""
            + node
            + "\",\"target\":\""
            + target
            + "\",\"sync\":\"full\"}}");
    String jobs = "{\"execute\":\"query-block-jobs\"}";
    while (!qmp(jobs).contains("\"ready\": true")) {
      Thread.sleep(20);
    }
    qmp("{\"execute\":\"job-complete\",\"arguments\":{\"id\":\"j\"}}");
    while (qmp(jobs).contains("\"device\": \"j\"")) {
      Thread.sleep(20);
    }
  }

  /** A command of the human monitor. */
  public String human(String command) throws IOException {
    return qmp(
        "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\""
            + command
            + "\"}}");
  }

  /** The answer to a command of QMP, a line of JSON. Events are skipped. */
  public String qmp(String command) throws IOException {
    control.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
    String line = answers.nextLine();
    while (line.contains("\"event\"")) {
      line = answers.nextLine();
    }
    if (line.startsWith("{\"error\"")) {
      throw new IOException(command + ": " + line);
    }
    return line;
  }

  /** SIGSTOP, until all its threads stand still: on a busy machine that takes a while. */
  public void stop() throws IOException, InterruptedException {
    run(List.of("/bin/kill", "-STOP", "" + pid), folder);
    while (!state().equals("T")) {
      Thread.sleep(2);
    }
  }

  private String state() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    run(List.of("/bin/kill", "-CONT", "" + pid), folder);
  }

  /** Kills it and waits until it is gone. */
  @Override
  public void close() throws IOException {
    ProcessHandle.of(pid)
        .ifPresent(process -> {
          process.destroyForcibly();
          process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        });
    control.close();
  }

  /** Runs a command to its end. */
  static void run(List<String> command, Path folder) throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "said", "");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + ": " + Files.readString(said));
    }
    Files.delete(said);
  }
}
