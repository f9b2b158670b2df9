package dev.iosleuth.live;

import static dev.iosleuth.live.TestingSampler.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.sample.GuestHelper;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real servers of NBD do on this host stands under the guests that asked for it. */
final class ServedGuestsTest {
  private static final long KIB = 1024;

  private final TestingSampler sampler = new TestingSampler();

  @BeforeEach
  void needed() {
    TestingGuest.assumeQemu();
    TestingHost.assumeTools("losetup", "truncate");
  }

  private static TestingGuest guest(String name, Path folder, String file) throws Exception {
    return TestingGuest.named(name, folder).drive("d0", "file=" + file + ",format=raw").start();
  }

  private static void write(TestingGuest guest, int count, int from, int kib) throws IOException {
    for (int i = 0; i < count; i++) {
      guest.io("d0", "aio_write " + (from + kib * i) + "k " + kib + "k");
    }
    guest.settle("d0");
  }

  private static List<Posting> written(Ledger ledger, String device) {
    return ledger.devices().stream()
        .filter(d -> device.equals("/dev/" + d.node().kernelName()))
        .flatMap(d -> d.postings().stream())
        .filter(p -> p.direction() == Direction.WRITE)
        .toList();
  }

  private static long bytes(Ledger ledger, String device, String account) {
    return written(ledger, device).stream()
        .filter(p -> p.account().name().equals(account))
        .mapToLong(Posting::bytes)
        .sum();
  }

  private static AccountTotal total(Ledger ledger, String account) {
    return ledger.accounts().stream()
        .filter(a -> a.account().name().equals(account))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoServesOneGuestWorksForIt() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(64);
      Path socket = testing.folder().resolve("nbd");
      try (var server =
              TestingServer.nbd(
                  testing.folder(), "-t", "-k", "" + socket, "-n", "-f", "raw", device);
          var guest = guest("served", testing.folder(), "nbd+unix:///?socket=" + socket)) {
        write(guest, 1, 0, 4);
        Sample before = sampler.sample(guest);
        write(guest, 300, 0, 4);
        Sample after = sampler.sample(guest);
        Stack stack = StackBuilder.build(after);
        Ledger ledger = new Bookkeeper().post(before, after, stack);

        assertThat(seen(after, guest).helpers())
            .extracting(h -> h.process().pid(), GuestHelper::kind)
            .containsExactly(tuple(server.pid(), "qemu-nbd"));
        assertThat(total(ledger, "served").issued().writeOps()).isEqualTo(300);
        assertThat(total(ledger, "served").issued().writeBytes()).isEqualTo(1200 * KIB);
        assertThat(bytes(ledger, device, "served"))
            .isCloseTo(1200 * KIB, Percentage.withPercentage(2));
        GuestView.OfDisk view =
            GuestViews.of(before, after, stack, ledger).stream()
                .filter(v -> v.guest().name().equals("served"))
                .findFirst()
                .orElseThrow()
                .disks()
                .getFirst();
        assertThat(view.backing()).first().hasToString("dev:" + device.substring(5));
        assertThat(view.disk().settings().cache()).isEqualTo("none");
        assertThat(view.why()).startsWith("qemu-nbd (pid " + server.pid() + ") on this host");
        assertThat(view.interval().then(GuestView.Both::host).then(h -> h.writes().bytes()))
            .satisfies(host ->
                assertThat(host.orElse(0L)).isCloseTo(1200 * KIB, Percentage.withPercentage(2)));
      }
    }
  }

  @Test
  void whoServesTwoIsDividedByWhatTheyAskedFor() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(64);
      String other = testing.loop(64);
      int port = TestingServer.port();
      try (var server =
              TestingServer.daemon(
                  testing.folder(),
                  "--nbd-server",
                  "addr.type=inet,addr.host=127.0.0.1,addr.port=" + port,
                  "--blockdev",
                  "driver=host_device,node-name=a,cache.direct=on,filename=" + device,
                  "--blockdev",
                  "driver=host_device,node-name=b,cache.direct=on,filename=" + other,
                  "--export",
                  "type=nbd,id=ea,node-name=a,writable=on",
                  "--export",
                  "type=nbd,id=eb,node-name=b,name=second,writable=on");
          var small = guest("small", testing.folder(), "nbd://127.0.0.1:" + port + "/a");
          var large =
              guest("large", testing.folder(), "nbd:localhost:" + port + ":exportname=second")) {
        Sample before = sampler.sample(small, large);
        write(small, 200, 0, 4);
        write(large, 50, 0, 64);
        Sample after = sampler.sample(small, large);
        Stack stack = StackBuilder.build(after);
        Ledger ledger = new Bookkeeper().post(before, after, stack);

        assertThat(seen(after, small).helpers()).isEmpty();
        assertThat(seen(after, small).disks().getFirst().images().getFirst().server())
            .hasValueSatisfying(s -> assertThat(s.process().pid()).isEqualTo(server.pid()));
        assertThat(stack.lowers(new NodeId("guest:small")))
            .as("its own export's device, and no other")
            .extracting(edge -> "/dev/" + stack.node(edge.lower()).kernelName())
            .containsExactly(device);
        assertThat(bytes(ledger, device, "small") + bytes(ledger, other, "small"))
            .isCloseTo(800 * KIB, Percentage.withPercentage(2));
        assertThat(bytes(ledger, device, "large") + bytes(ledger, other, "large"))
            .isCloseTo(3200 * KIB, Percentage.withPercentage(2));
        assertThat(bytes(ledger, device, "small"))
            .as("each on the device of its own export")
            .isCloseTo(800 * KIB, Percentage.withPercentage(2));
      }
    }
  }

  /** Of one file system, where the kernel counts nothing by file; another disk tells nothing. */
  @Test
  void whoServesTwoIsDividedByTheirOperations() throws Exception {
    TestingHost.assumeTools("mkfs.ext4", "mount", "sync");
    try (var testing = new TestingHost()) {
      String device = testing.loop(96);
      Path point = testing.ext4(device);
      String disk = "driver=file,cache.direct=on,filename=";
      for (String name : List.of("a", "b", "c")) {
        TestingHost.run("dd", "if=/dev/zero", "of=" + point.resolve(name), "bs=1M", "count=8");
      }
      TestingHost.run("sync", "-f", point.toString());
      int port = TestingServer.port();
      try (var server =
              TestingServer.daemon(
                  testing.folder(),
                  "--nbd-server",
                  "addr.type=inet,addr.host=127.0.0.1,addr.port=" + port,
                  "--blockdev=node-name=a," + disk + point.resolve("a"),
                  "--blockdev=node-name=b," + disk + point.resolve("b"),
                  "--blockdev=node-name=c," + disk + point.resolve("c"),
                  "--export=type=nbd,id=ea,node-name=a,writable=on",
                  "--export=type=nbd,id=eb,node-name=b,writable=on",
                  "--export=type=vhost-user-blk,id=ec,node-name=c,writable=on,addr.type=unix"
                      + ",addr.path="
                      + testing.folder().resolve("v"));
          var large = guest("large", testing.folder(), "nbd://127.0.0.1:" + port + "/a");
          var small =
              TestingGuest.named("small", testing.folder())
                  .with("-object", "memory-backend-memfd,id=m,size=16M,share=on")
                  .with("-machine", "memory-backend=m")
                  .with("-chardev", "socket,id=c0,path=" + testing.folder().resolve("v"))
                  .with("-device", "vhost-user-blk-pci,chardev=c0,id=vb0")
                  .drive("d0", "file=nbd://127.0.0.1:" + port + "/b,format=raw")
                  .start()) {
        Sample before = sampler.sample(small, large);
        write(large, 30, 0, 64);
        write(small, 60, 0, 16);
        Sample after = sampler.sample(small, large);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(seen(after, small).disks())
            .as("all are served by %d", server.pid())
            .hasSize(2)
            .allMatch(d -> d.images().getFirst().server().isPresent());
        assertThat(ops(ledger, device, "large")).isBetween(29L, 32L);
        assertThat(ops(ledger, device, "small")).isBetween(59L, 63L);
      }
    }
  }

  private static long ops(Ledger ledger, String device, String account) {
    return written(ledger, device).stream()
        .filter(p -> p.account().name().equals(account))
        .mapToLong(Posting::ops)
        .sum();
  }

  /** It listens on all addresses, the guest names one of them. */
  @Test
  void oneThatListensEverywhereIsFoundByThisHostsAddress() throws Exception {
    TestingHost.assumeTools("ip");
    for (String address : addresses()) {
      try (var testing = new TestingHost()) {
        int port = TestingServer.port();
        String device = testing.loop(16);
        try (var server =
                TestingServer.nbd(testing.folder(), "-t", "-p" + port, "-n", "-f", "raw", device);
            var guest = guest("lan", testing.folder(), "nbd://" + address + ":" + port)) {
          Sample sample = sampler.sample(guest);
          assertThat(seen(sample, guest).helpers())
              .as(address)
              .extracting(h -> h.process().pid())
              .containsExactly(server.pid());
        }
      }
    }
  }

  /** Of this host but its loopback, as URIs have them. */
  private static List<String> addresses() throws IOException {
    List<String> addresses =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
            .map(InetAddress::getHostAddress)
            .toList();
    assumeFalse(addresses.isEmpty(), "this host has no address but its loopback's");
    return addresses;
  }

  @Test
  void whoServesOneThatTellsNothingStandsForItself() throws Exception {
    try (var testing = new TestingHost()) {
      String device = testing.loop(64);
      Path socket = testing.folder().resolve("nbd");
      String file = "nbd:unix:" + socket;
      try (var server =
              TestingServer.nbd(
                  testing.folder(), "-t", "-e3", "-k" + socket, "-n", "-f", "raw", device);
          var open = guest("open", testing.folder(), file);
          var closed =
              TestingGuest.named("closed", testing.folder())
                  .drive("d0", "file=" + file + ",format=raw")
                  .withoutQmp()
                  .withoutHmp()
                  .start()) {
        Sample before = sampler.sample(open);
        write(open, 50, 0, 64);
        write(closed, 50, 8192, 64);
        Sample after = sampler.sample(open);
        Ledger ledger = new Bookkeeper().post(before, after);

        assertThat(bytes(ledger, device, "qemu-nbd"))
            .isCloseTo(6400 * KIB, Percentage.withPercentage(2));
        assertThat(total(ledger, "qemu-nbd").account().kind()).isEqualTo(Account.Kind.PROCESS);
        assertThat(ledger.notes())
            .filteredOn(note -> note.subject().equals("qemu-nbd " + server.pid()))
            .singleElement()
            .extracting(Note::text)
            .asString()
            .contains("serves disks of open, closed", "what closed asked of it is not known");
      }
    }
  }

  /** What writes on the image here is another client: of a guest without a kernel nothing comes. */
  @Test
  void daemonsOfVhostUserWorkForTheirGuest(@TempDir Path shared) throws Exception {
    Path program = Path.of("/usr/lib/qemu/virtiofsd");
    assumeTrue(Files.isExecutable(program), "virtiofsd is not installed");
    try (var testing = new TestingHost()) {
      String device = testing.loop(64);
      Path folder = testing.folder();
      String disk = folder.resolve("v").toString();
      String files = folder.resolve("fs").toString();
      Process virtiofsd =
          new ProcessBuilder(
                  "" + program,
                  "--socket-path=" + files,
                  "-o",
                  "source=" + shared,
                  "-o",
                  "sandbox=chroot")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("said").toFile())
              .start();
      try (var server =
          TestingServer.daemon(
              folder,
              "--nbd-server=addr.type=unix,addr.path=" + folder.resolve("n"),
              "--blockdev=driver=host_device,node-name=a,cache.direct=on,filename=" + device,
              "--export=type=nbd,id=n,node-name=a,writable=on",
              "--export=vhost-user-blk,id=v,node-name=a,writable=on,addr.type=unix,addr.path="
                  + disk)) {
        while (!Files.exists(Path.of(files))) {
          assertThat(virtiofsd.isAlive()).isTrue();
          Thread.sleep(20);
        }
        try (var guest =
            TestingGuest.named("user", folder)
                .with("-object", "memory-backend-memfd,id=m,size=16M,share=on")
                .with("-machine", "memory-backend=m")
                .with("-chardev", "socket,id=c0,path=" + disk)
                .with("-device", "vhost-user-blk-pci,chardev=c0,id=vb0")
                .with("-chardev", "socket,id=c1,path=" + files)
                .with("-device", "vhost-user-fs-pci,chardev=c1,tag=x")
                .start()) {
          Sample before = sampler.sample(guest);
          String name = "nbd+unix:///a?socket=" + folder.resolve("n");
          TestingHost.run("qemu-io", "-f", "raw", "-c", "write 0 2M", "-c", "flush", name);
          Sample after = sampler.sample(guest);
          Stack stack = StackBuilder.build(after);
          Ledger ledger = new Bookkeeper().post(before, after, stack);

          assertThat(seen(after, guest).helpers())
              .extracting(h -> (long) h.process().pid(), GuestHelper::kind)
              .contains(
                  tuple(virtiofsd.pid(), "virtiofsd"),
                  tuple((long) server.pid(), "qemu-storage-daemon"));
          assertThat(stack.lowers(new NodeId("guest:user")))
              .extracting(edge -> "/dev/" + stack.node(edge.lower()).kernelName())
              .contains(device);
          assertThat(bytes(ledger, device, "user"))
              .isCloseTo(2048 * KIB, Percentage.withPercentage(2));
        }
      } finally {
        virtiofsd.destroyForcibly().waitFor();
      }
    }
  }
}
