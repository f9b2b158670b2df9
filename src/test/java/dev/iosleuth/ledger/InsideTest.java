package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.InsideDisks;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who in a guest caused what the host's disk did for it. */
class InsideTest {
  private static final String UUID = "6f2c1b0e-1111-4222-8333-444455556666";
  private static final OpenFile IMAGE =
      new OpenFile("/img/web1", OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), true, true, -1);

  private static ProcessSample qemu(long writtenKib) {
    return qemu("/img/web1", IMAGE, writtenKib);
  }

  private static ProcessSample qemu(String place, OpenFile open, long writtenKib) {
    return with(
        moved(
            process(
                10,
                "qemu-system-x86",
                "qemu-system-x86_64",
                "-name",
                "web1",
                "-uuid",
                UUID,
                "-drive",
                "file=" + place + ",id=d0,if=none,cache=none",
                "-device",
                "virtio-blk-pci,drive=d0,serial=S1"),
            0,
            writtenKib * KIB),
        open);
  }

  private record Side(Sample after, Ledger ledger) {}

  /** The guest wrote 4,000 KiB by 100 requests; a neighbour 1,000. */
  private static Side host() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"))
            .mount("sda", "/", "ext4")
            .process(qemu(0))
            .process(process(11, "cp"));
    Sample before = host.build();
    host.process(qemu(4000)).process(mover(11, "cp", 0, 1000, IMAGE));
    Sample after = later(host, device("sda").writes(125, 0, 5000).busy(1000));
    return new Side(after, post(new Bookkeeper(), before, after));
  }

  /** In there: 3,000 KiB by 20 requests and 1,000 by 60, as its own disk counted. */
  private static Side guest(String... uuid) {
    TestingSamples guest =
        TestingSamples.host("web1")
            .with(disk("vda"))
            .process(process(5, "db"))
            .process(process(6, "log"));
    if (uuid.length > 0) {
      guest.uuid(uuid[0]);
    }
    Sample before = guest.build();
    guest
        .process(mover(5, "db", 0, 3000, block("/dev/vda", 8, 0)))
        .process(mover(6, "log", 0, 1000, block("/dev/vda", 8, 0)));
    Sample after = later(guest, device("vda").writes(80, 0, 4000).busy(500));
    return new Side(after, post(new Bookkeeper(), before, after));
  }

  /** Of which the host knows nothing. */
  private static InsideDisks.Disk known(String name) {
    GuestDisk any = host().after().guests().getFirst().disks().getFirst();
    return new InsideDisks.Disk(any, Optional.empty(), Set.of(), name);
  }

  private static Ledger joined() {
    Side host = host();
    Side inside = guest(UUID);
    var disks = new InsideDisks(host.after(), StackBuilder.build(host.after()));
    Guest guest = disks.guests(inside.after()).getFirst();
    return Inside.join(
        host.ledger(), guest.name(), disks.disks(guest, inside.after()), inside.ledger());
  }

  @Test
  void theGuestsProcessesPayOnTheHostsDisk() {
    Ledger ledger = joined();
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 3000L, "sda log", 1000L, "sda cp", 1000L));
    assertThat(ops(ledger, Direction.WRITE).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(125);
    assertThat(Balance.of(ledger)).isEqualTo(Balance.of(host().ledger()));
  }

  /** The host looked on for longer: 1,000 KiB more on a disk that the guest alone has. */
  @Test
  void whatTheHostSawBeyondStaysWithTheGuest() {
    TestingSamples host =
        TestingSamples.host("h").with(disk("sda")).with(disk("sdb")).process(owner(0));
    Sample before = host.build();
    host.process(owner(5000));
    Sample after = later(host, device("sdb").writes(125, 0, 5000).busy(1000));
    Ledger books = post(new Bookkeeper(), before, after);
    Side inside = guest(UUID);
    var disks = new InsideDisks(after, StackBuilder.build(after));
    Guest guest = disks.guests(inside.after()).getFirst();
    Ledger joined = Inside.join(books, "web1", disks.disks(guest, inside.after()), inside.ledger());
    assertThat(kib(joined, Direction.WRITE))
        .isEqualTo(Map.of("sdb db", 3000L, "sdb log", 1000L, "sdb web1", 1000L));
    assertThat(Balance.of(joined)).isEqualTo(Balance.of(books));
  }

  private static ProcessSample owner(long writtenKib) {
    return qemu("/dev/sdb", block("/dev/sdb", 8, 16), writtenKib);
  }

  @Test
  void theyAreTheGuestsStill() {
    Map<String, Long> guests =
        Grouping.by(joined(), Grouping.By.GUEST).stream()
            .collect(Collectors.toMap(Group::name, g -> g.moved().bytes()));
    assertThat(guests).containsEntry("web1", 4000 * KIB);
    AccountTotal db =
        joined().accounts().stream()
            .filter(a -> a.account().name().equals("db"))
            .findFirst()
            .orElseThrow();
    assertThat(db.account().host()).isEqualTo("web1");
    assertThat(db.account().path().getFirst())
        .isEqualTo(new Account.Element(Account.Kind.GUEST, "web1"));
    assertThat(db.issued().writeBytes()).isEqualTo(3000 * KIB);
  }

  /** What nobody in there explains stays with the guest; what is not its stays where it was. */
  @Test
  void whatIsNotKnownInsideStays() {
    Side host = host();
    Side inside = guest();
    Ledger other = Inside.join(host.ledger(), "web2", List.of(known("vda")), inside.ledger());
    assertThat(kib(other, Direction.WRITE)).isEqualTo(kib(host.ledger(), Direction.WRITE));
    Ledger none = Inside.join(host.ledger(), "web1", List.of(known("vdz")), inside.ledger());
    assertThat(kib(none, Direction.WRITE)).isEqualTo(kib(host.ledger(), Direction.WRITE));
  }

  @Test
  void aMachineWithoutANumberOrSerialIsNotGuessed() {
    Side host = host();
    var disks = new InsideDisks(host.after(), StackBuilder.build(host.after()));
    assertThat(disks.guests(guest().after())).isEmpty();
    assertThat(disks.guests(guest("another").after())).isEmpty();
  }
}
