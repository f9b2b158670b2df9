package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A host with one DRBD device over a volume, and what DRBD tells of it. */
final class TestingDrbd {
  private TestingDrbd() {}

  static TestingSamples host(boolean externalMeta) {
    TestingSamples host =
        TestingSamples.host("h")
            .with(
                disk("sda"),
                lv("dm-0", "vg-d.disk0_data", "sda"),
                lv("dm-1", "vg-d.disk0_meta", "sda"))
            .table("vg-d.disk0_data", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
            .table("vg-d.disk0_meta", target("linear", 0, 100, lower(Use.DATA, 8, 0, 1000)))
            .process(process(10, "db"));
    return externalMeta ? host.with(drbd(0, "dm-0", "dm-1")) : host.with(drbd(0, "dm-0"));
  }

  static DrbdResource resource(
      String role, boolean externalMeta, long dw, long al, long bm, String replication, long oos) {
    return new DrbdResource(
        0,
        "web",
        role,
        "UpToDate",
        Optional.of("/dev/dm-0"),
        externalMeta ? Optional.of("/dev/dm-1") : Optional.empty(),
        OptionalLong.of(dw * KIB),
        OptionalLong.of(0),
        OptionalLong.of(al),
        OptionalLong.of(bm),
        List.of(
            new DrbdResource.Peer(
                "node2",
                "Connected",
                role.equals("Primary") ? "Secondary" : "Primary",
                "UpToDate",
                replication,
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(oos * KIB))));
  }

  static DrbdResource apart(long dw) {
    return apart(dw, "Outdated");
  }

  static DrbdResource apart(long dw, String disk) {
    DrbdResource together = resource("Secondary", true, dw, 0, 0, "Established", 0);
    return new DrbdResource(
        0,
        "web",
        "Secondary",
        disk,
        together.dataDevice(),
        together.metaDevice(),
        together.writtenBytes(),
        together.readBytes(),
        together.activityLogOps(),
        together.bitmapOps(),
        List.of());
  }
}
