package dev.iosleuth.source;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The administration tools that are asked, each under the path where its output appears in a tree
 * and in a recording.
 */
public enum Tools {
  DMSETUP_TABLE("dmsetup-table", "dmsetup", "table"),
  DRBDSETUP_STATUS("drbdsetup-status", "drbdsetup", "status", "--json"),
  DRBDSETUP_SHOW("drbdsetup-show", "drbdsetup", "show"),
  DRBDSETUP_EVENTS2("drbdsetup-events2", "drbdsetup", "events2", "--now", "--statistics"),
  LVS(
      "lvs",
      "lvs",
      "--all",
      "--noheadings",
      "--separator=\t",
      "--unquoted",
      "--options=vg_name,lv_name,lv_tags,lv_attr,lv_kernel_major,lv_kernel_minor"),
  ZPOOL_STATUS("zpool-status", "zpool", "status", "-P"),
  FILE_SYSTEMS("df", "df", "-P", "-k"),
  KERNEL_LOG("kernel-log", "dmesg"),
  /** Addresses of this host: asked where a server of this host may be meant by one of them. */
  ADDRESSES("ip-addresses", "ip", "-o", "addr"),
  /** Configuration files of packages as they came; asked by nobody but an audit. */
  CONFIGURATION_FILES("rpm-configuration", "rpm", "-qac", "--dump"),
  /** Names of running domains of libvirt. */
  DOMAINS("virsh-list", "virsh", "-r", "-c", "qemu:///system", "list", "--uuid", "--name"),
  /**
   * Their disks and what they counted: read-only, and without waiting for a domain that is busy.
   */
  DOMSTATS(
      "virsh-domstats",
      "virsh",
      "-r",
      "-c",
      "qemu:///system",
      "domstats",
      "--block",
      "--state",
      "--backing",
      "--raw",
      "--nowait");

  private final String file;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> command;

  Tools(String file, String... command) {
    this.file = file;
    this.command = List.of(command);
  }

  /** {@code tool/dmsetup-table} */
  public String path() {
    return "tool/" + file;
  }

  /** libvirt waits for a guest that is silent; asked again it passes it by. */
  Duration limit() {
    return this == DOMAINS || this == DOMSTATS ? Duration.ofSeconds(1) : ToolRunner.LIMIT;
  }

  public List<String> command() {
    return command;
  }

  public static Optional<Tools> at(String path) {
    for (Tools tool : values()) {
      if (tool.path().equals(path)) {
        return Optional.of(tool);
      }
    }
    return Optional.empty();
  }
}
