package dev.iosleuth.finding;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Recorded;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A recorded sample without the files of some names. */
record TestingHidden(Recorded whole, Pattern hidden) implements Recorded {
  private boolean shows(String path) {
    return !hidden.matcher(path).matches();
  }

  private <T> Reading<T> shown(String path, Reading<T> reading) {
    return shows(path) ? reading : Reading.absent("no such file");
  }

  @Override
  public Reading<Text> read(String path) {
    return shown(path, whole.read(path));
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
