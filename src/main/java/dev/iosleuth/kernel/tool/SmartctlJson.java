package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code smartctl --json --all /dev/sda}: what a disk tells of itself. smartmontools 7.0 and later.
 *
 * <pre>
 * {"model_name":"WDC WD10EARS-00Y5B1","rotation_rate":5400,"smart_status":{"passed":true},
 *  "interface_speed":{"max":{"string":"3.0 Gb/s"},"current":{"string":"1.5 Gb/s"}},
 *  "ata_smart_attributes":{"table":[{"id":5,"name":"Reallocated_Sector_Ct","raw":{"value":0}}]}}
 * </pre>
 *
 * smartctl(8) --json; members that a kind of disk does not have are not there.
 *
 * @param rotationPerMinute 0 for one that does not rotate
 * @param passed the disk's own verdict
 * @param maxSpeed of the link, in the disk's words: "6.0 Gb/s"
 * @param attributes ATA's table; empty for SCSI and NVMe
 * @param nvme NVMe's health log
 * @param recoveryControl whether the time for which it tries to read a bad sector can be set (SCT
 *     error recovery control); of ATA
 * @param grownDefects SCSI's grown defect list
 */
public record SmartctlJson(
    Reading<String> model,
    Reading<String> family,
    Reading<String> firmware,
    Reading<Long> rotationPerMinute,
    Reading<Boolean> passed,
    Reading<String> maxSpeed,
    Reading<String> currentSpeed,
    Reading<Long> logicalBlockBytes,
    Reading<Long> physicalBlockBytes,
    Reading<Boolean> writeCache,
    List<Attribute> attributes,
    Nvme nvme,
    Reading<Boolean> recoveryControl,
    Reading<Long> grownDefects) {
  /**
   * @param raw the vendor's 48 bits; of {@link #COUNTS} the count
   */
  public record Attribute(long id, String name, long raw) {
    /** Those whose raw value is a plain count on the drives of all makers. */
    public static final List<Long> COUNTS = List.of(5L, 187L, 196L, 197L, 198L, 199L);
  }

  /**
   * @param criticalWarning bits, NVM Express base specification 2.0, figure 207
   * @param percentageUsed of the endurance, may exceed 100
   */
  public record Nvme(
      Reading<Long> criticalWarning,
      Reading<Long> mediaErrors,
      Reading<Long> percentageUsed,
      Reading<Long> availableSpare,
      Reading<Long> availableSpareThreshold) {}

  public SmartctlJson {
    attributes = List.copyOf(attributes);
  }

  public static Reading<SmartctlJson> parse(Text text) {
    return JsonText.values(text.path(), text.bytes(), 0)
        .then(values ->
            values.size() == 1 && values.getFirst() instanceof Json.Members members
                ? Reading.known(JsonField.of(text.path(), Reading.known(members)))
                : Reading.malformed(text.path(), "one object of JSON", text.beginning()))
        .map(SmartctlJson::of);
  }

  private static SmartctlJson of(JsonField disk) {
    JsonField speed = disk.field("interface_speed");
    return new SmartctlJson(
        disk.field("model_name").text(),
        disk.field("model_family").text(),
        disk.field("firmware_version").text(),
        disk.field("rotation_rate").number(),
        disk.field("smart_status").field("passed").flag(),
        speed.field("max").field("string").text(),
        speed.field("current").field("string").text(),
        disk.field("logical_block_size").number(),
        disk.field("physical_block_size").number(),
        disk.field("write_cache").field("enabled").flag(),
        attributes(disk.field("ata_smart_attributes").field("table")),
        nvme(disk.field("nvme_smart_health_information_log")),
        disk.field("ata_sct_capabilities").field("error_recovery_control_supported").flag(),
        disk.field("scsi_grown_defect_list").number());
  }

  private static List<Attribute> attributes(JsonField table) {
    var attributes = new ArrayList<Attribute>();
    for (JsonField row : table.items().orElse(List.of())) {
      Optional<Long> id = row.field("id").number().optional();
      Optional<Long> raw = row.field("raw").field("value").number().optional();
      if (id.isPresent() && raw.isPresent()) {
        attributes.add(new Attribute(id.get(), row.field("name").textOrEmpty(), raw.get()));
      }
    }
    return attributes;
  }

  private static Nvme nvme(JsonField log) {
    return new Nvme(
        log.field("critical_warning").number(),
        log.field("media_errors").number(),
        log.field("percentage_used").number(),
        log.field("available_spare").number(),
        log.field("available_spare_threshold").number());
  }
}
