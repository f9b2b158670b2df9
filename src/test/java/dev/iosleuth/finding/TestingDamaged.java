package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Recorded;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.unit.DevNo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** A recorded sample of which the files of some names are missing or damaged. */
record TestingDamaged(Recorded whole, Pattern which, Way way) implements Recorded {
  /** What became of them. */
  enum Way {
    REMOVED,
    /** The first half of the bytes is left. */
    CUT,
    /** As many bytes, of a fixed seed. */
    RANDOM
  }

  private boolean spares(String path) {
    return !which.matcher(path).matches();
  }

  private boolean shows(String path) {
    return way != Way.REMOVED || spares(path);
  }

  private <T> Reading<T> shown(String path, Reading<T> reading) {
    return shows(path) ? reading : Reading.absent("no such file");
  }

  @Override
  public Reading<Text> read(String path) {
    return spares(path) ? whole.read(path) : shown(path, whole.read(path).map(this::damaged));
  }

  private Text damaged(Text text) {
    byte[] bytes = Arrays.copyOf(text.bytes(), text.bytes().length / 2);
    if (way == Way.RANDOM) {
      bytes = new byte[text.bytes().length];
      new Random(text.path().hashCode()).nextBytes(bytes);
    }
    return new Text(text.path(), bytes, text.nanos());
  }

  @Override
  public Reading<List<String>> list(String path) {
    return shown(
        path,
        whole
            .list(path)
            .map(names -> names.stream().filter(name -> shows(path + "/" + name)).toList()));
  }

  @Override
  public Reading<String> link(String path) {
    return shown(path, whole.link(path));
  }

  @Override
  public Reading<DevNo> device(String path) {
    return shown(path, whole.device(path));
  }

  @Override
  public boolean isDirectory(String path) {
    return shows(path) && whole.isDirectory(path);
  }

  @Override
  public Moment moment() {
    return whole.moment();
  }

  @Override
  public Reading<Exits> exits() {
    return whole.exits();
  }

  @Override
  public Map<String, String> containers() {
    return whole.containers();
  }
}
