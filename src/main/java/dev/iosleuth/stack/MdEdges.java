package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The steps from md arrays to their members, by level.
 *
 * <p>A faulty member gets nothing and has no step. A spare that waits gets superblocks only: META.
 * A spare that is being rebuilt, or a replacement, gets every write and has the role of the level;
 * its node says so. A container (IMSM, DDF) carries no I/O of its own: no steps.
 */
final class MdEdges {
  /** As mdadm lists them; those without a slot last. */
  private static final Comparator<MdMember> BY_SLOT =
      Comparator.comparingInt(
          member -> Fields.parseInt(member.slot().orElse("none")).orElse(Integer.MAX_VALUE));

  private MdEdges() {}

  static void add(Draft draft) {
    for (BlockDevice device : draft.devices().all()) {
      if (device.personality() instanceof Personality.MdArray md
          && draft.has(NodeId.device(device.name()))) {
        add(draft, device, md);
      }
    }
  }

  private static void add(Draft draft, BlockDevice device, Personality.MdArray md) {
    Optional<Mdstat.Array> live =
        draft.sample().mdstat().optional().flatMap(m -> m.array(device.name()));
    String level = level(md, live);
    List<MdMember> members = members(device, md, live);
    if (level.equals("container")) {
      return;
    }
    Optional<Edge.Role> known = role(level);
    if (known.isEmpty()) {
      draft.note(
          Note.Kind.NOT_UNDERSTOOD,
          device.name(),
          level.isEmpty() ? "its level is not known" : "level " + level + " is not known");
    }
    Edge.Role role = known.orElse(Edge.Role.PART);
    long whole = members.stream().mapToLong(member -> size(draft, member)).sum();
    for (MdMember member : members) {
      describe(draft, device, member);
      if (faulty(member)) {
        continue;
      }
      boolean waits = idleSpare(member) || journal(member);
      long share = share(device.sizeSectors().orElse(0L), size(draft, member), whole);
      draft.edge(
          device,
          member.device(),
          waits ? Edge.Role.META : role,
          role == Edge.Role.PART && !waits ? share : 0);
    }
  }

  private static long share(long array, long member, long members) {
    return members == 0 ? 0 : (long) ((double) array * member / members);
  }

  private static long size(Draft draft, MdMember member) {
    return draft
        .devices()
        .named(member.device())
        .flatMap(d -> d.sizeSectors().optional())
        .orElse(0L);
  }

  /** sysfs's word, else mdstat's; empty if both are silent. */
  static String level(Personality.MdArray md, Optional<Mdstat.Array> live) {
    return md.level()
        .optional()
        .filter(level -> !level.isEmpty())
        .or(() -> live.map(Mdstat.Array::level))
        .orElse("");
  }

  private static Optional<Edge.Role> role(String level) {
    return switch (level) {
      case "raid1", "raid10", "faulty" -> Optional.of(Edge.Role.COPY);
      case "raid0", "linear" -> Optional.of(Edge.Role.PART);
      case "raid4", "raid5", "raid6" -> Optional.of(Edge.Role.PARITY);
      case "multipath" -> Optional.of(Edge.Role.PATH);
      default -> Optional.empty();
    };
  }

  private static List<MdMember> members(
      BlockDevice device, Personality.MdArray md, Optional<Mdstat.Array> live) {
    if (!md.members().isEmpty()) {
      return md.members().stream().sorted(BY_SLOT).toList();
    }
    var members = new ArrayList<MdMember>();
    live.ifPresent(array -> array.members().forEach(m -> members.add(asInSysfs(m))));
    if (members.isEmpty()) {
      for (String slave : device.slaves()) {
        members.add(asInSysfs(new Mdstat.Member(slave, members.size(), "")));
      }
    }
    return members;
  }

  private static MdMember asInSysfs(Mdstat.Member member) {
    String state =
        member.flags().contains("F")
            ? "faulty"
            : member.flags().contains("S")
                ? "spare"
                : member.flags().contains("J") ? "journal" : "in_sync";
    boolean waits = state.equals("spare") || state.equals("journal");
    return new MdMember(
        member.device(), Reading.known(state), Reading.known(waits ? "none" : "" + member.slot()));
  }

  private static void describe(Draft draft, BlockDevice array, MdMember member) {
    Set<String> states = states(member);
    states.remove("in_sync");
    states.remove("");
    if (!states.isEmpty()) {
      String words = rebuilding(member) ? "being rebuilt" : String.join(", ", states);
      draft
          .node(NodeId.device(member.device()))
          .ifPresent(node -> node.with("member", words + " in " + array.name()));
    }
  }

  static boolean faulty(MdMember member) {
    return states(member).contains("faulty");
  }

  /** A spare without a slot. */
  static boolean idleSpare(MdMember member) {
    return states(member).contains("spare") && member.slot().orElse("none").equals("none");
  }

  private static boolean rebuilding(MdMember member) {
    return states(member).contains("spare") && !idleSpare(member);
  }

  private static boolean journal(MdMember member) {
    return states(member).contains("journal");
  }

  private static Set<String> states(MdMember member) {
    return new TreeSet<>(List.of(member.state().orElse("").split(",", -1)));
  }
}
