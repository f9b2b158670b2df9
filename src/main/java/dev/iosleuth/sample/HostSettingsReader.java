package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.NetBonding;
import dev.iosleuth.kernel.sys.AtaLink;
import dev.iosleuth.kernel.sys.PciLink;
import dev.iosleuth.kernel.sys.SasPhy;
import dev.iosleuth.kernel.tool.QemuKvmDefaults;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.HostSettings.NetInterface;
import dev.iosleuth.sample.HostSettings.SyncLimit;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads {@link HostSettings}: small files all of them, and none that makes a device work. */
final class HostSettingsReader {
  private static final List<String> MEMORY =
      List.of(
          "dirty_ratio",
          "dirty_background_ratio",
          "dirty_bytes",
          "dirty_background_bytes",
          "dirty_expire_centisecs",
          "dirty_writeback_centisecs",
          "swappiness",
          "vfs_cache_pressure",
          "laptop_mode",
          "zone_reclaim_mode");

  static final String NVME_TIMEOUT = "sys/module/nvme_core/parameters/io_timeout";

  private final Tree tree;
  private final Findings findings;

  private HostSettingsReader(Tree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  static HostSettings read(Tree tree, Map<String, BlockDevice> devices, Findings findings) {
    var reader = new HostSettingsReader(tree, findings);
    return new HostSettings(
        reader.memory(),
        new SyncLimit(
            reader.number("proc/sys/dev/raid/speed_limit_min"),
            reader.number("proc/sys/dev/raid/speed_limit_max")),
        reader.arrays(devices),
        reader.places(devices),
        reader.each("sys/class/ata_link", AtaLink::parse),
        reader.each("sys/class/sas_phy", SasPhy::parse),
        reader.sasPorts(),
        reader.each("sys/bus/pci/devices", PciLink::parse),
        reader.each("sys/class/net", reader::networkInterface),
        reader.bonds(),
        tree.read("etc/default/qemu-kvm").then(QemuKvmDefaults::parse),
        reader.numbers(devices));
  }

  private Reading<Long> number(String path) {
    return findings.noted(tree.read(path).then(Fields::number));
  }

  private Map<String, Reading<Long>> memory() {
    var values = new HashMap<String, Reading<Long>>();
    MEMORY.forEach(name -> values.put(name, number("proc/sys/vm/" + name)));
    return values;
  }

  /** How long is waited for disks: for those of SCSI and SATA each, for NVMe all alike. */
  private Map<String, Reading<Long>> numbers(Map<String, BlockDevice> devices) {
    var numbers = new HashMap<String, Reading<Long>>();
    numbers.put(NVME_TIMEOUT, number(NVME_TIMEOUT));
    for (BlockDevice device : devices.values()) {
      if (device.model() instanceof Reading.Known) {
        String path = "sys/block/" + device.name() + "/device/timeout";
        numbers.put(path, number(path));
      }
    }
    return numbers;
  }

  private Map<String, SyncLimit> arrays(Map<String, BlockDevice> devices) {
    var limits = new HashMap<String, SyncLimit>();
    for (BlockDevice device : devices.values()) {
      if (device.personality() instanceof BlockDevice.Personality.MdArray) {
        var md = new Folder(tree, "sys/block/" + device.name() + "/md", findings);
        limits.put(
            device.name(),
            new SyncLimit(
                md.firstNumber("sync_speed_min"),
                md.firstNumber("sync_speed_max"),
                md.firstNumber("group_thread_cnt")));
      }
    }
    return limits;
  }

  /** Only of devices that have a model: what is virtual hangs on nothing. */
  private Map<String, String> places(Map<String, BlockDevice> devices) {
    var places = new HashMap<String, String>();
    for (BlockDevice device : devices.values()) {
      if (device.model() instanceof Reading.Known) {
        tree.link("sys/dev/block/" + device.dev())
            .optional()
            .ifPresent(target -> places.put(device.name(), target));
      }
    }
    return places;
  }

  /** A phy that nothing is plugged in belongs to none. */
  private Map<String, String> sasPorts() {
    var ports = new HashMap<String, String>();
    for (String phy : tree.list("sys/class/sas_phy").orElse(List.of())) {
      tree.link("sys/class/sas_phy/" + phy + "/device/port")
          .optional()
          .ifPresent(target -> ports.put(phy, Links.steps(target).getLast()));
    }
    return ports;
  }

  private <T> Map<String, T> each(String path, Function<Folder, T> parse) {
    var found = new HashMap<String, T>();
    for (String name : tree.list(path).orElse(List.of())) {
      var folder = new Folder(tree, path + "/" + name, findings);
      if (folder.there()) {
        found.put(name, parse.apply(folder));
      }
    }
    return found;
  }

  private NetInterface networkInterface(Folder folder) {
    Reading<String> state = folder.word("operstate");
    return new NetInterface(
        folder.read("speed").then(text -> speed(text, state.orElse(""))),
        folder.word("duplex"),
        state,
        folder.link("master").map(target -> Links.steps(target).getLast()).optional());
  }

  /**
   * An interface that is down answers with an error, of which a copied tree keeps an empty file;
   * one without a known speed with -1. net/core/net-sysfs.c, speed_show()
   */
  private static Reading<Long> speed(Text text, String state) {
    if (text.string().isBlank() && state.equals("down")) {
      return Reading.absent("the link is down");
    }
    return Fields.number(text)
        .then(speed -> speed > 0 ? Reading.known(speed) : Reading.absent("it does not tell"));
  }

  private Map<String, NetBonding> bonds() {
    var bonds = new HashMap<String, NetBonding>();
    for (String name : tree.list("proc/net/bonding").orElse(List.of())) {
      findings
          .noted(tree.read("proc/net/bonding/" + name).then(NetBonding::parse))
          .optional()
          .ifPresent(bond -> bonds.put(name, bond));
    }
    return bonds;
  }
}
