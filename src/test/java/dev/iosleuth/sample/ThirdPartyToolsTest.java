package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DrbdVolume;
import dev.iosleuth.kernel.tool.DrbdsetupEvents2;
import dev.iosleuth.kernel.tool.DrbdsetupShow;
import dev.iosleuth.kernel.tool.UdevData;
import dev.iosleuth.kernel.tool.ZpoolStatus;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.TestingTree;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Outputs of tools that other projects keep for their own tests. */
final class ThirdPartyToolsTest {
  private static final String GANETI = "ganeti-drbd/ganeti/test/data";
  private static final String DRBD = "ganeti-drbd/drbd-utils";

  @Test
  void everyConfigurationOfDrbd() {
    for (String name : TestingThirdParty.names(DRBD, "drbdsetup_show", ".txt")) {
      Reading<DrbdsetupShow> show = DrbdsetupShow.parse(TestingThirdParty.text(name));
      assertThat(show.whyNot()).as(name).isEmpty();
      assertThat(show.optional().orElseThrow().volumes()).as(name).isNotEmpty();
    }
  }

  @Test
  void configurationsThatGanetiMet() {
    for (String name : TestingThirdParty.names(GANETI, "bdev-drbd-8", ".txt")) {
      DrbdsetupShow show =
          DrbdsetupShow.parse(TestingThirdParty.text(name)).optional().orElseThrow();
      DrbdsetupShow.Volume volume = show.volumes().getFirst();
      assertThat(volume.disk()).as(name).contains("/dev/xenvg/test.data");
      assertThat(volume.metaDisk()).as(name).contains("/dev/xenvg/test.meta");
      assertThat(volume.minor()).as(name).isEqualTo(name.contains("8.0") ? 63 : 0);
      assertThat(show.toString()).doesNotContain("secret");
    }
  }

  @Test
  void stateOf84AsGanetiSeesIt() {
    var tree =
        new TestingTree()
            .bytes("proc/drbd", TestingThirdParty.text(GANETI + "/proc_drbd84_sync.txt").bytes())
            .bytes(
                "tool/drbdsetup-show",
                TestingThirdParty.text(GANETI + "/bdev-drbd-8.4.txt").bytes());
    var notes = new ArrayList<Note>();
    var resources = DrbdReader.read(tree, notes::add);
    assertThat(notes).isEmpty();
    assertThat(resources).extracting(DrbdResource::minor).containsExactly(0, 5);
    assertThat(resources.getFirst().resource()).isEqualTo("resource0");
    assertThat(resources.getFirst().activityLogOps()).hasValue(15);
    assertThat(resources.get(1).peers().getFirst().outOfSyncBytes()).hasValue(335744L * 1024);
  }

  /** Each of drbdsetup's own tests holds several runs; the one with --statistics is ours. */
  @Test
  void everyStreamOfEvents() {
    int streams = 0;
    for (String name : TestingThirdParty.names(DRBD, "events2-", ".test")) {
      String text = TestingThirdParty.text(name).string();
      int from = text.indexOf("drbdsetup_instrumented events2 --statistics; echo $?\n");
      if (from < 0) {
        continue;
      }
      int start = text.indexOf('\n', from) + 1;
      int next = text.indexOf("\n$ ", start);
      String run = text.substring(start, next < 0 ? text.length() : next + 1);
      String events = run.substring(0, run.lastIndexOf('\n', run.length() - 2) + 1);
      DrbdsetupEvents2 parsed = DrbdsetupEvents2.parse(Text.of(name, events));
      assertThat(parsed.damaged()).as(name).isEmpty();
      streams++;
    }
    assertThat(streams).isGreaterThan(0);
  }

  @Test
  void theStateAfterAStream() {
    String text = TestingThirdParty.text(DRBD + "/events2-all-create-change.test").string();
    int start = text.indexOf('\n', text.indexOf("events2 --statistics;")) + 1;
    String events = text.substring(start, text.indexOf("\n0\n", start) + 1);
    DrbdVolume volume = DrbdsetupEvents2.parse(Text.of("events", events)).volumes().getFirst();
    assertThat(volume.role()).isEqualTo("Primary");
    assertThat(volume.backingDevice()).isEqualTo(Optional.of("/dev/sda"));
    assertThat(volume.disk()).isEqualTo("UpToDate");
    assertThat(volume.writtenKib()).hasValue(15);
    assertThat(volume.activityLogOps()).hasValue(40);
    assertThat(volume.peers().getFirst().name()).isEqualTo("some-peer");
    assertThat(volume.peers().getFirst().replication()).isEqualTo("Established");
    assertThat(volume.peers().getFirst().sentKib()).hasValue(10);
  }

  @Test
  void poolsAreThoseOfTheExpectedJson() {
    Pattern pool = Pattern.compile("\"pool\": ?\"([^\"]*)\"");
    String folder = "stack/jc/tests/fixtures/generic";
    for (String name : TestingThirdParty.names(folder, "zpool-status", ".out")) {
      ZpoolStatus status = ZpoolStatus.parse(TestingThirdParty.text(name));
      String json = TestingThirdParty.text(name.replace(".out", ".json")).string();
      assertThat(status.damaged()).as(name).isEmpty();
      assertThat(status.pools())
          .as(name)
          .extracting(ZpoolStatus.Pool::name)
          .containsExactlyElementsOf(pool.matcher(json).results().map(r -> r.group(1)).toList());
      assertThat(status.pools()).as(name).allSatisfy(p -> assertThat(p.leaves()).isNotEmpty());
    }
  }

  @Test
  void udevsFiles() {
    for (String name : TestingThirdParty.names("stack/node_exporter/udev/data", "b", "")) {
      UdevData data = UdevData.parse(TestingThirdParty.text(name));
      assertThat(data.damaged()).as(name).isEmpty();
      assertThat(data.properties()).as(name).isNotEmpty();
    }
  }
}
