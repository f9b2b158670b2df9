package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality.Bcache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /sys/block/bcacheN}: its {@code bcache} is a link to the directory of that name of the
 * backing device, whose {@code cache} is a link to the cache set under /sys/fs/bcache. Slaves are
 * the backing device and the caches alike. Documentation/admin-guide/bcache.rst.
 */
final class BcacheDevices {
  private BcacheDevices() {}

  static Bcache read(Folder device) {
    if (!device.has("bcache")) {
      return new Bcache(Reading.absent("no such directory"), List.of(), Reading.absent("none"));
    }
    Folder bcache = device.folder("bcache");
    Reading<String> backing = backing(device, bcache);
    return new Bcache(backing, caches(device, bcache, backing), bcache.chosen("cache_mode"));
  }

  private static Reading<String> backing(Folder device, Folder bcache) {
    if (bcache.has("backing_dev_name")) {
      return bcache.word("backing_dev_name").map(BlockDevices::kernelName);
    }
    return owner(device.link("bcache").orElse(""))
        .<Reading<String>>map(Reading::known)
        .orElseGet(() -> Reading.absent("neither backing_dev_name nor a link says it"));
  }

  /** The device to whose bcache directory a link leads. */
  private static Optional<String> owner(String target) {
    List<String> steps = Links.steps(target);
    int last = steps.size() - 1;
    boolean named =
        last >= 1 && steps.get(last).equals("bcache") && !steps.get(last - 1).equals("..");
    return named ? Optional.of(BlockDevices.kernelName(steps.get(last - 1))) : Optional.empty();
  }

  private static List<String> caches(Folder device, Folder bcache, Reading<String> backing) {
    var caches = new ArrayList<String>();
    for (String slave : device.names("slaves")) {
      String name = BlockDevices.kernelName(slave);
      if (!name.equals(backing.orElse(""))) {
        caches.add(name);
      }
    }
    if (!caches.isEmpty() || !bcache.has("cache")) {
      return caches;
    }
    Folder set = bcache.folder("cache");
    for (String name : set.names()) {
      if (name.matches("cache[0-9]+")) {
        owner(set.link(name).orElse("")).ifPresent(caches::add);
      }
    }
    return caches;
  }
}
