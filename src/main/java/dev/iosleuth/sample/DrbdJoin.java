package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.DrbdProc;
import dev.iosleuth.kernel.tool.DrbdVolume;
import dev.iosleuth.kernel.tool.DrbdsetupShow;
import dev.iosleuth.sample.DrbdResource.Peer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the sources say about one minor, put together. */
final class DrbdJoin {
  private static final int KIB = 1024;

  private final int minor;
  private Optional<DrbdProc.Minor> proc = Optional.empty();
  private OptionalLong resyncTotalKib = OptionalLong.empty();
  private Optional<DrbdVolume> volume = Optional.empty();
  private Optional<DrbdsetupShow.Volume> show = Optional.empty();
  private List<DrbdsetupShow.Peer> shownPeers = List.of();

  DrbdJoin(int minor) {
    this.minor = minor;
  }

  /**
   * @param file that it stands in
   */
  void proc(DrbdProc.Minor found, DrbdProc file) {
    proc = Optional.of(found);
    Long total = file.resyncTotalsKib().get(found.minor());
    resyncTotalKib = total == null ? OptionalLong.empty() : OptionalLong.of(total);
  }

  void volume(DrbdVolume found) {
    volume = Optional.of(found);
  }

  void show(DrbdsetupShow.Volume found, List<DrbdsetupShow.Peer> peers) {
    show = Optional.of(found);
    shownPeers = peers;
  }

  boolean hasState() {
    return proc.isPresent() || volume.isPresent() || show.isPresent();
  }

  DrbdResource resource() {
    Optional<String> data =
        show.flatMap(DrbdsetupShow.Volume::disk)
            .or(() -> volume.flatMap(DrbdVolume::backingDevice));
    Optional<String> meta = show.flatMap(DrbdsetupShow.Volume::metaDisk);
    String name =
        volume
            .map(DrbdVolume::resource)
            .or(() -> show.map(DrbdsetupShow.Volume::resource))
            .orElse("");
    return proc.map(state -> ofProc(state, name, data, meta))
        .or(() -> volume.map(state -> ofVolume(state, name, data, meta)))
        .orElseGet(() -> DrbdResource.untold(minor, name, data, meta));
  }

  private DrbdResource ofProc(
      DrbdProc.Minor state, String name, Optional<String> data, Optional<String> meta) {
    String peer = shownPeers.size() == 1 ? shownPeers.getFirst().name() : "";
    return new DrbdResource(
        minor,
        name,
        state.role(),
        state.disk(),
        data,
        meta,
        bytes(state.writtenKib()),
        bytes(state.readKib()),
        OptionalLong.of(state.activityLogOps()),
        OptionalLong.of(state.bitmapOps()),
        List.of(
            new Peer(
                peer,
                state.connection(),
                state.peerRole(),
                state.peerDisk(),
                state.connection(),
                bytes(state.sentKib()),
                bytes(state.receivedKib()),
                bytes(state.outOfSyncKib()),
                bytes(resyncTotalKib))));
  }

  private DrbdResource ofVolume(
      DrbdVolume state, String name, Optional<String> data, Optional<String> meta) {
    return new DrbdResource(
        minor,
        name,
        state.role(),
        state.disk(),
        data,
        meta,
        bytes(state.writtenKib()),
        bytes(state.readKib()),
        state.activityLogOps(),
        state.bitmapOps(),
        state.peers().stream().map(this::peer).toList());
  }

  private Peer peer(DrbdVolume.Peer peer) {
    String shown =
        shownPeers.stream()
            .filter(p -> p.nodeId().equals(peer.nodeId()))
            .findFirst()
            .map(DrbdsetupShow.Peer::name)
            .orElse("");
    return new Peer(
        peer.name().equals("Unknown") ? shown : peer.name(),
        peer.connection(),
        peer.role(),
        peer.disk(),
        peer.replication(),
        bytes(peer.sentKib()),
        bytes(peer.receivedKib()),
        bytes(peer.outOfSyncKib()));
  }

  private static OptionalLong bytes(long kib) {
    return kib < 0 || kib > Long.MAX_VALUE / KIB
        ? OptionalLong.empty()
        : OptionalLong.of(kib * KIB);
  }

  private static OptionalLong bytes(OptionalLong kib) {
    return kib.isPresent() ? bytes(kib.getAsLong()) : kib;
  }
}
