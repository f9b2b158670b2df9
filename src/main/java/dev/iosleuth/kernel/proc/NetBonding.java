package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc/net/bonding/bond0}.
 *
 * <pre>
 * Bonding Mode: IEEE 802.3ad Dynamic link aggregation
 * Transmit Hash Policy: layer2 (0)
 * MII Status: up
 *
 * Slave Interface: eth0
 * MII Status: up
 * Speed: 1000 Mbps
 * Aggregator ID: 1
 * </pre>
 *
 * drivers/net/bonding/bond_procfs.c.
 *
 * @param mode in the kernel's words
 * @param hashPolicy layer2 (0), layer3+4 (1), …; absent in modes that do not hash
 */
public record NetBonding(String mode, Reading<String> hashPolicy, List<Leg> legs) {
  /**
   * @param speed in the kernel's words: "1000 Mbps", "Unknown"
   * @param aggregator of 802.3ad: legs with different ones do not share the load
   */
  public record Leg(String name, String status, String speed, String aggregator) {}

  public NetBonding {
    legs = List.copyOf(legs);
  }

  /** Modes in which a single leg carries all. */
  public boolean oneLegOnly() {
    return mode.contains("active-backup");
  }

  public static Reading<NetBonding> parse(Text text) {
    String mode = "";
    if (text.lines().isEmpty()) {
      return Reading.malformed(text.path(), "Bonding Mode: …", "an empty file");
    }
    Reading<String> hash = Reading.absent("the mode has no hash policy");
    var legs = new ArrayList<Leg>();
    boolean inLeg = false;
    Leg leg = new Leg("", "", "", "");
    for (String line : text.lines()) {
      int colon = line.indexOf(": ");
      if (colon < 0) {
        continue;
      }
      String name = line.substring(0, colon).strip();
      String value = line.substring(colon + 2).strip();
      if (name.equals("Slave Interface")) {
        add(legs, leg);
        inLeg = true;
        leg = new Leg(value, "", "", "");
      } else if (inLeg) {
        leg = with(leg, name, value);
      } else if (name.equals("Bonding Mode")) {
        mode = value;
      } else if (name.equals("Transmit Hash Policy")) {
        hash = Reading.known(value);
      }
    }
    add(legs, leg);
    if (!text.string().endsWith("\n")) {
      return Reading.malformed(text.path(), "whole lines", text.lines().getLast());
    }
    return mode.isEmpty()
        ? Reading.malformed(text.path(), "Bonding Mode: …", text.beginning())
        : Reading.known(new NetBonding(mode, hash, legs));
  }

  private static void add(List<Leg> legs, Leg leg) {
    if (!leg.name().isEmpty()) {
      legs.add(leg);
    }
  }

  private static Leg with(Leg leg, String name, String value) {
    return switch (name) {
      case "MII Status" -> new Leg(leg.name(), value, leg.speed(), leg.aggregator());
      case "Speed" -> new Leg(leg.name(), leg.status(), value, leg.aggregator());
      case "Aggregator ID" -> new Leg(leg.name(), leg.status(), leg.speed(), value);
      default -> leg;
    };
  }
}
