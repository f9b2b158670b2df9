package dev.iosleuth.sample;

import dev.iosleuth.kernel.sys.MmStat;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.source.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Finds what kind of device a directory of /sys/block is, and reads what only that kind has. */
final class Personalities {
  /** Disks of which nothing beyond the common files is known, by the names of their drivers. */
  private static final Pattern DISK =
      Pattern.compile(
          "(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|ubd[a-z]+|dasd[a-z]+|sr[0-9]+|fd[0-9]+"
              + "|nvme[0-9]+n[0-9]+|mmcblk[0-9]+((boot|gp)[0-9]+|rpmb)?|mspblk[0-9]+|pmem[0-9.]+s?"
              + "|mtdblock[0-9]+|ubiblock[0-9_]+|scm[a-z]+|nullb[0-9]+|zd[0-9]+"
              + "|(cciss|ida|rd)/c[0-9]+d[0-9]+)");

  private static final Pattern NUMBERED = Pattern.compile("([a-z]+)([0-9]+)");

  private final Tree tree;
  private final Findings findings;

  Personalities(Tree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  Personality of(String name, Folder folder) {
    if (folder.has("dm") || name.startsWith("dm-")) {
      return deviceMapper(folder);
    }
    if (folder.has("md")) {
      return MdArrays.read(folder.folder("md"));
    }
    if (name.startsWith("md_")) {
      return MdArrays.without();
    }
    Optional<String> head = NvmeHeads.headOfPath(name);
    if (head.isPresent()) {
      return new Personality.NvmePath(
          head.get(), folder.has("device") ? folder.folder("device").word("transport") : none());
    }
    var numbered = NUMBERED.matcher(name);
    if (numbered.matches()) {
      OptionalLong number = Fields.parse(numbered.group(2));
      Optional<Personality> found =
          number.isEmpty()
              ? Optional.empty()
              : numbered(numbered.group(1), number.getAsLong(), folder);
      if (found.isPresent()) {
        return found.get();
      }
    }
    if (!DISK.matcher(name).matches()) {
      findings.notUnderstood(folder.path(), "an unknown kind of device, taken for a disk");
    }
    return new Personality.Disk();
  }

  private static <T> Reading<T> none() {
    return Reading.absent("no such file");
  }

  private Optional<Personality> numbered(String driver, long number, Folder folder) {
    return Optional.ofNullable(
        switch (driver) {
          case "loop" -> loop(folder);
          case "drbd" -> new Personality.Drbd((int) number);
          case "rbd" -> rbd(number);
          case "nbd" -> new Personality.Nbd(folder.number("pid"), folder.word("backend"));
          case "bcache" -> BcacheDevices.read(folder);
          case "zram" -> zram(folder);
          case "ram" -> new Personality.Ram();
          case "md" -> MdArrays.without();
          default -> null;
        });
  }

  private static Personality deviceMapper(Folder folder) {
    if (!folder.has("dm")) {
      return new Personality.DeviceMapper("", "", none());
    }
    Folder dm = folder.folder("dm");
    return new Personality.DeviceMapper(
        line(dm.read("name")), line(dm.read("uuid")), dm.flag("suspended"));
  }

  /** Without the newline that the kernel adds, but with any that the name has. */
  private static String line(Reading<Text> reading) {
    String text = reading.map(Text::string).orElse("");
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static Personality loop(Folder folder) {
    if (!folder.has("loop")) {
      Reading<String> detached = Reading.absent("not attached");
      return new Personality.Loop(detached, none(), none());
    }
    Folder loop = folder.folder("loop");
    Reading<String> file =
        loop.has("backing_file")
            ? Reading.known(line(loop.read("backing_file")))
            : Reading.absent("not attached");
    return new Personality.Loop(file, loop.number("offset"), loop.flag("dio"));
  }

  private Personality rbd(long number) {
    var image = new Folder(tree, "sys/bus/rbd/devices/" + number, findings);
    return new Personality.Rbd(image.word("pool"), image.word("name"), image.word("current_snap"));
  }

  private static Personality zram(Folder folder) {
    Map<String, Long> memory =
        folder.noted(folder.read("mm_stat").then(MmStat::parse)).orElse(Map.of());
    return new Personality.Zram(folder.word("backing_dev"), memory);
  }
}
