package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.tool.SmartctlJson.Attribute;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SmartctlTextTest {
  private static SmartctlJson parse(String text) {
    Reading<SmartctlJson> disk = SmartctlText.parse(Text.of("tool/smartctl/sda", text));
    return disk.optional().orElseThrow();
  }

  @Test
  void anAtaDiskTellsItsAttributes() {
    SmartctlJson disk =
        parse(
            """
            smartctl 6.2 2013-07-26 r3841 [x86_64-linux-3.10.0] (local build)

            === START OF INFORMATION SECTION ===
            Model Family:     Western Digital Green
            Device Model:     WDC WD10EARS-00Y5B1
            Firmware Version: 80.00A80
            Sector Sizes:     512 bytes logical, 4096 bytes physical
            Rotation Rate:    5400 rpm
            SATA Version is:  SATA 2.6, 3.0 Gb/s (current: 1.5 Gb/s)

            === START OF READ SMART DATA SECTION ===
            SMART overall-health self-assessment test result: FAILED!
            Drive failure expected in less than 24 hours. SAVE ALL DATA.

            ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
              3 Spin_Up_Time            0x0027   125   125   021    Pre-fail  Always       -       621 (Average 619)
              5 Reallocated_Sector_Ct   0x0033   200   200   140    Pre-fail  Always       -       12
            197 Current_Pending_Sector  0x0032   200   200   000    Old_age   Always       -       2/7

            """);
    assertThat(disk.model().optional()).contains("WDC WD10EARS-00Y5B1");
    assertThat(disk.family().optional()).contains("Western Digital Green");
    assertThat(disk.rotationPerMinute().optional()).contains(5400L);
    assertThat(disk.passed().optional()).contains(false);
    assertThat(disk.maxSpeed().optional()).contains("3.0 Gb/s");
    assertThat(disk.currentSpeed().optional()).contains("1.5 Gb/s");
    assertThat(disk.logicalBlockBytes().optional()).contains(512L);
    assertThat(disk.physicalBlockBytes().optional()).contains(4096L);
    assertThat(disk.attributes())
        .containsExactly(
            new Attribute(3, "Spin_Up_Time", 621), new Attribute(5, "Reallocated_Sector_Ct", 12));
    assertThat(disk.nvme().mediaErrors().optional()).isEmpty();
    assertThat(disk.grownDefects().optional()).isEmpty();
  }

  @Test
  void theShortTableHasItsRawValueElsewhere() {
    SmartctlJson disk =
        parse(
            """
            smartctl 6.5 2016-01-24 r4214 [x86_64-linux-4.4.0] (local build)
            Rotation Rate:    Solid State Device
            ID# ATTRIBUTE_NAME          FLAGS    VALUE WORST THRESH FAIL RAW_VALUE
              5 Reallocated_Sector_Ct   PO--CK   100   100   005    -    3
            199 UDMA_CRC_Error_Count    -O--CK   200   200   000
            """);
    assertThat(disk.rotationPerMinute().optional()).contains(0L);
    assertThat(disk.attributes()).containsExactly(new Attribute(5, "Reallocated_Sector_Ct", 3));
  }

  @Test
  void scsiAndNvmeHaveWordsOfTheirOwn() {
    SmartctlJson scsi =
        parse(
            """
            smartctl 6.6 2016-05-31 r4324 [x86_64-linux-4.15.18] (local build)
            Vendor:               HITACHI
            Product:              HUC103030CSS600
            Logical block size:   512 bytes
            SMART Health Status: OK
            Elements in grown defect list: 4
            """);
    assertThat(scsi.model().optional()).contains("HUC103030CSS600");
    assertThat(scsi.logicalBlockBytes().optional()).contains(512L);
    assertThat(scsi.passed().optional()).contains(true);
    assertThat(scsi.grownDefects().optional()).contains(4L);
    SmartctlJson nvme =
        parse(
            """
            smartctl 6.5 2016-05-07 r4318 [x86_64-linux-4.1.27] (local build)
            Model Number: TS128GMTE850
            Critical Warning: 0x09
            Available Spare: 100%
            Percentage Used: 16%
            Media and Data Integrity Errors: 1,042
            """);
    assertThat(nvme.nvme().criticalWarning().optional()).contains(9L);
    assertThat(nvme.nvme().percentageUsed().optional()).contains(16L);
    assertThat(nvme.nvme().mediaErrors().optional()).contains(1042L);
    assertThat(nvme.passed().optional()).isEmpty();
  }

  @Test
  void whatIsNoAnswerIsNone() {
    Text empty = Text.of("tool/smartctl/sda", "");
    assertThat(SmartctlText.is(empty)).isFalse();
    assertThat(SmartctlText.parse(empty)).isInstanceOf(Reading.Malformed.class);
    Text title = Text.of("tool/smartctl/sda", "smartctl 6.5 2016\n");
    assertThat(SmartctlText.parse(title)).isInstanceOf(Reading.Absent.class);
  }

  /** What strangers' disks said. */
  @Test
  void thePublishedAnswersAreRead() throws IOException {
    String named = System.getenv("IOSLEUTH_FIXTURES");
    Path root = named == null ? Path.of("..", "shared", "fixtures") : Path.of(named);
    Path folder = root.resolve("disks").resolve("telegraf");
    assumeTrue(Files.isDirectory(folder), "no answers of disks: see IOSLEUTH_FIXTURES");
    SmartctlJson hitachi =
        parse(Files.readString(folder.resolve("smart_test__hgstSATAInfoData65.txt")));
    assertThat(hitachi.model().optional()).contains("HGST HDN724040ALE640");
    assertThat(hitachi.attributes())
        .contains(
            new Attribute(5, "Reallocated_Sector_Ct", 0),
            new Attribute(9, "Power_On_Hours", 19_371));
    SmartctlJson sas = parse(Files.readString(folder.resolve("smart_test__hgstSASInfoData.txt")));
    assertThat(sas.grownDefects().optional()).isPresent();
  }
}
