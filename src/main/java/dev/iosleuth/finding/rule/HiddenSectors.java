package dev.iosleuth.finding.rule;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Drives that write sectors of 4 KiB as a whole while some of them tell the system 512 bytes: not
 * in word 106 of IDENTIFY DEVICE, which sysfs's physical_block_size comes from.
 *
 * <p>Spinning drives only. Which models: FreeBSD's list of those for which its driver sets the size
 * itself (sys/cam/ata/ata_da.c, ada_quirk_table, ADA_Q_4K). Linux cuts names of ATA disks after 16
 * characters, so each is known by its beginning.
 */
final class HiddenSectors {
  private static final long LARGE = 4096;

  static final String SOURCE = "FreeBSD, sys/cam/ata/ata_da.c, ada_quirk_table: ADA_Q_4K";

  private record Family(Pattern model, String name) {
    static Family of(String model, String name) {
      return new Family(Pattern.compile(model), name);
    }
  }

  private static final List<Family> FAMILIES =
      List.of(
          Family.of("WDC WD(....|......)RS.*", "WD Caviar Green"),
          Family.of("WDC WD(....|......)RX.*", "WD Caviar Green or Red"),
          Family.of("WDC WD(....|......)CX.*", "WD Red"),
          Family.of("WDC WD....(A|F)ZEX.*", "WD Caviar Black"),
          Family.of("WDC WD(...|.....)PKT.*", "WD Scorpio Black"),
          Family.of("WDC WD(...|.....)PVT.*", "WD Scorpio Blue"),
          Family.of("SAMSUNG HD(155|204)UI.*", "Samsung SpinPoint F4EG"),
          Family.of("ST....DL.*", "Seagate Barracuda Green"),
          Family.of("ST....?DM.*", "Seagate Barracuda"),
          Family.of("ST9(50042[34]|64042[34]|75042[023])AS.*", "Seagate Momentus"),
          Family.of("ST...LT.*", "Seagate Momentus Thin"),
          Family.of("Hitachi H..........E3.*", "Hitachi with large sectors"));

  private HiddenSectors() {}

  /**
   * The size of a sector that is written as a whole.
   *
   * @param told by sysfs
   * @param family of drives that hide theirs; empty where sysfs is believed
   */
  record Physical(long bytes, long told, String family) {
    boolean hidden() {
      return !family.isEmpty();
    }
  }

  static Reading<Physical> of(BlockDevice disk) {
    return disk.queue()
        .physicalBlockBytes()
        .map(told ->
            family(disk.model().orElse(""))
                .filter(_ -> told < LARGE)
                .map(family -> new Physical(LARGE, told, family.name()))
                .orElse(new Physical(told, told, "")));
  }

  private static Optional<Family> family(String model) {
    return FAMILIES.stream().filter(f -> f.model().matcher(model.strip()).matches()).findFirst();
  }
}
