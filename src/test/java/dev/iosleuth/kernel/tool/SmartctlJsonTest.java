package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

class SmartctlJsonTest {
  private static Reading<SmartctlJson> parse(String text) {
    return SmartctlJson.parse(Text.of("tool/smartctl/sda", text));
  }

  @Test
  void anAtaDiskTellsItsAttributes() {
    SmartctlJson disk =
        parse(
                """
                {"model_family":"Western Digital Green","model_name":"WDC WD10EARS-00Y5B1",
                 "firmware_version":"80.00A80","rotation_rate":5400,"logical_block_size":512,
                 "physical_block_size":512,"smart_status":{"passed":true},
                 "interface_speed":{"max":{"sata_value":6,"string":"3.0 Gb/s"},
                                    "current":{"string":"1.5 Gb/s"}},
                 "ata_smart_attributes":{"revision":16,"table":[
                   {"id":5,"name":"Reallocated_Sector_Ct","value":200,"raw":{"value":3,"string":"3"}},
                   {"id":197,"name":"Current_Pending_Sector","raw":{"string":"?"}}]}}
                """)
            .optional()
            .orElseThrow();
    assertThat(disk.model().optional()).contains("WDC WD10EARS-00Y5B1");
    assertThat(disk.rotationPerMinute().optional()).contains(5400L);
    assertThat(disk.passed().optional()).contains(true);
    assertThat(disk.currentSpeed().optional()).contains("1.5 Gb/s");
    assertThat(disk.attributes())
        .containsExactly(new SmartctlJson.Attribute(5, "Reallocated_Sector_Ct", 3));
    assertThat(disk.nvme().mediaErrors().optional()).isEmpty();
  }

  @Test
  void anNvmeDiskTellsItsLog() {
    SmartctlJson disk =
        parse(
                """
                {"nvme_smart_health_information_log":{"critical_warning":4,"media_errors":7,
                 "percentage_used":101,"available_spare":3,"available_spare_threshold":10}}
                """)
            .optional()
            .orElseThrow();
    assertThat(disk.nvme().criticalWarning().optional()).contains(4L);
    assertThat(disk.nvme().percentageUsed().optional()).contains(101L);
    assertThat(disk.passed().optional()).isEmpty();
  }

  @Test
  void whatIsNoObjectIsMalformed() {
    assertThat(parse("")).isInstanceOf(Reading.Malformed.class);
    assertThat(parse("[]")).isInstanceOf(Reading.Malformed.class);
    assertThat(parse("{\"model_name\":")).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void aMemberOfAnotherKindIsNotTaken() {
    SmartctlJson disk = parse("{\"rotation_rate\":\"fast\"}").optional().orElseThrow();
    assertThat(disk.rotationPerMinute()).isInstanceOf(Reading.Malformed.class);
  }
}
