package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.ledger.TestingDrbd.apart;
import static dev.iosleuth.ledger.TestingDrbd.host;
import static dev.iosleuth.ledger.TestingDrbd.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** DRBD that tells nothing of itself, or not at both ends, or not of all that it did. */
class SilentDrbdTest {
  /** DRBD 9 has no line in /proc/drbd, and drbdsetup may be missing: sysfs has the device. */
  @Test
  void aReplicaThatNothingTellsOf() {
    TestingSamples tagged =
        host(true).volume("vg-d.disk0_data", "vg", "d.disk0_data", "x", "originstname+web2");
    for (TestingSamples host : List.of(tagged, host(true))) {
      Ledger ledger =
          post(
              host.build(),
              later(
                  host,
                  device("drbd0"),
                  device("dm-0").writes(190, 0, 400),
                  device("sda").writes(190, 0, 400)));
      assertThat(kib(ledger, Direction.WRITE))
          .isEqualTo(Map.of(host.equals(tagged) ? "sda web2" : "sda drbd0", 400L));
      assertThat(ledger.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.REPLICA);
      // it may have been a resync
      assertThat(ledger.notes())
          .filteredOn(note -> note.kind() == Note.Kind.GAP)
          .extracting(
              Note::subject, note -> note.text().contains("whether a resync ran is not known"))
          .containsExactly(tuple("drbd0", true));
      assertThat(ledger.devices().stream().flatMap(device -> device.postings().stream()))
          .noneMatch(posting -> posting.basis() == Basis.MEASURED);
    }
  }

  private static DrbdProgress.Minor minor(Sample before, Sample after) {
    return Objects.requireNonNull(DrbdProgress.between(before, after).get(0));
  }

  /** What is not read is not 0. */
  @Test
  void countsThatAreMissingAtOneEndAreNotKnown() {
    DrbdResource counted = resource("Secondary", true, 1000, 3, 1, "Established", 0);
    DrbdResource untold = DrbdResource.untold(0);
    for (List<DrbdResource> ends :
        List.of(List.of(counted, untold), List.of(untold, counted), List.of(untold, untold))) {
      TestingSamples host = host(true).drbd(ends.getFirst());
      Sample before = host.build();
      host.drbd(ends.getLast());
      Sample after = later(host, device("dm-0").writes(10, 0, 40));
      DrbdProgress.Minor minor = minor(before, after);
      assertThat(
              List.of(
                  minor.writtenBytes(),
                  minor.activityLogOps(),
                  minor.bitmapOps(),
                  minor.resyncBytes()))
          .containsOnly(OptionalLong.empty());
    }
  }

  /** Of a connection that was taken away nothing tells what it still lacks. */
  @Test
  void aPeerThatIsGoneIsNotInSync() {
    TestingSamples host = host(true).drbd(resource("Primary", true, 0, 0, 0, "Established", 4000));
    Sample before = host.build();
    var glances = new Glances();
    glances.add(host.later(2).drbd(resource("Primary", true, 0, 0, 0, "SyncSource", 3000)).build());
    host.drbd(apart(0));
    Sample after = later(host, device("dm-0").reads(10, 0, 40));
    glances.add(after);
    assertThat(minor(before, glances.complete(after)).resyncBytes()).hasValue(1000 * KIB);
  }

  /** But a target whose own disk is up to date has got all of it. */
  @Test
  void aTargetThatIsUpToDateIsInSyncWithWhoeverIsGone() {
    TestingSamples host = host(true).drbd(resource("Secondary", true, 0, 0, 0, "SyncTarget", 4000));
    Sample before = host.build();
    var glances = new Glances();
    glances.add(
        host.later(2).drbd(resource("Secondary", true, 0, 0, 0, "SyncTarget", 3000)).build());
    host.drbd(apart(0, "UpToDate"));
    Sample after = later(host, device("dm-0").writes(10, 0, 40));
    glances.add(after);
    assertThat(minor(before, glances.complete(after)).resyncBytes()).hasValue(4000 * KIB);
  }

  /** DRBD 9 does not tell what a resync that runs began with: it had done some of it before. */
  @Test
  void whatATargetGotBeforeItWasSeenIsTold() {
    TestingSamples host = host(true).drbd(apart(0));
    Sample before = host.build();
    var glances = new Glances();
    glances.add(
        host.later(2).drbd(resource("Secondary", true, 1500, 0, 0, "SyncTarget", 3000)).build());
    host.drbd(resource("Secondary", true, 4900, 0, 0, "Established", 0));
    Sample after =
        later(
            host, device("dm-0").writes(200, 0, 4900), device("sda").writes(200, 0, 4900).busy(50));
    glances.add(after);
    Ledger ledger = post(before, glances.complete(after));

    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda web resync", 3000L, "sda web/drbd0", 1900L));
    assertThat(ledger.notes())
        .filteredOn(note -> note.kind() == Note.Kind.GAP && note.subject().equals("web"))
        .singleElement()
        .satisfies(note -> assertThat(note.text()).contains("part of 1.9 MiB may be a resync"));
  }

  /** What a source read that tells nothing any more: as much as was out of sync may be its. */
  @Test
  void whatASourceReadUntilItFellSilentIsTheResyncs() {
    TestingSamples host = host(true).drbd(resource("Primary", true, 0, 0, 0, "Established", 4000));
    Sample before = host.build();
    var glances = new Glances();
    glances.add(host.later(2).drbd(resource("Primary", true, 0, 0, 0, "SyncSource", 3000)).build());
    host.drbd(DrbdResource.untold(0));
    Sample after =
        later(host, device("dm-0").reads(100, 0, 4000), device("sda").reads(100, 0, 4000).busy(50));
    glances.add(after);
    Ledger ledger = post(before, glances.complete(after));

    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda drbd0 resync", 4000L));
  }

  /** Reads beneath a device that tells nothing and did not ask for them may be a resync's. */
  @Test
  void readsBeneathASilentDeviceAreToldOf() {
    TestingSamples host = host(true).drbd(DrbdResource.untold(0));
    Ledger ledger =
        post(
            host.build(),
            later(
                host,
                device("dm-0").reads(100, 0, 4000),
                device("sda").reads(100, 0, 4000).busy(50)));

    assertThat(ledger.notes())
        .filteredOn(note -> note.kind() == Note.Kind.GAP)
        .extracting(Note::subject, note -> note.text().contains("not explained"))
        .containsExactly(tuple("drbd0", true));
  }
}
