package dev.iosleuth.view.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.iostat.LogReader;
import dev.iosleuth.ledger.iostat.Summarizer;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.view.text.TestingHarm;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class LogSvgTest {
  private static final Pattern LEVEL = Pattern.compile("V([0-9.]+) H");

  private static String svg(String log) throws Exception {
    var summarizer = new Summarizer();
    new LogReader("log", summarizer).read(new ByteArrayInputStream(Utf8.encode(log)));
    return LogSvg.of(summarizer.summary(), "db1.log");
  }

  /** Reports of one disk, each as busy as that. */
  private static String log(String name, double... busy) {
    var text = new StringBuilder();
    for (int i = 0; i < busy.length; i++) {
      text.append(String.format(Locale.ROOT, "2026-11-21T10:20:%02d+0000%n", i));
      text.append("Device r/s w/s rkB/s wkB/s await %util\n");
      text.append(
          String.format(
              Locale.ROOT,
              "%s 10.00 10.00 %.2f %.2f 5.00 %.2f%n%n",
              name,
              10 * busy[i],
              1000 - 10 * busy[i],
              busy[i]));
    }
    return text.toString();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> paths(Document document, String kind) {
    NodeList all = document.getElementsByTagName("path");
    var paths = new ArrayList<String>();
    for (int i = 0; i < all.getLength(); i++) {
      Element path = (Element) all.item(i);
      // a chart's, not a legend's
      if (path.getAttribute("class").equals(kind) && path.getAttribute("d").contains("V")) {
        paths.add(path.getAttribute("d"));
      }
    }
    return paths;
  }

  private static List<Double> levels(String path) {
    Matcher found = LEVEL.matcher(path);
    var levels = new ArrayList<Double>();
    while (found.find()) {
      levels.add(Double.valueOf(found.group(1)));
    }
    return levels;
  }

  /** 100 % is the top of the chart and 0 its bottom, and the steps stand in their order. */
  @Test
  void eachReportIsAStepAsHighAsItWasBusy() throws Exception {
    // the first one is set aside
    Document document = parse(svg(log("sda", 7, 100, 50, 0, 25)));

    List<Double> busy = levels(paths(document, "area").getFirst());
    assertThat(busy).hasSize(4);
    double top = busy.get(0);
    double bottom = busy.get(2);
    assertThat(bottom - top).isEqualTo(54);
    assertThat(busy.get(1)).isEqualTo((top + bottom) / 2);
    assertThat(busy.get(3)).isEqualTo(bottom - 54 / 4.0);
    // what is read falls as what is written rises
    List<Double> written = levels(paths(document, "written").getFirst());
    assertThat(written.getLast()).isLessThan(written.getFirst());
  }

  @Test
  void severalDevicesAndTimesAtTheEnds() throws Exception {
    String svg = svg(log("sda", 1, 2, 3) + log("sdb", 10, 20, 30).replace("10:20", "10:21"));

    assertThat(svg).contains(">sda</text>", ">sdb</text>", "mean ", "worst 30 %");
    assertThat(svg).contains("2026-11-21T10:20:01+0000", "2026-11-21T10:21:02+0000");
    assertThat(svg).contains("prefers-color-scheme: dark").doesNotContain("<script", "href");
  }

  @Test
  void aLittleIsNotNothing() throws Exception {
    assertThat(svg(log("sda", 7, 0.5, 0.5))).contains("mean 0.5 %", "worst 0.5 %");
  }

  @Test
  void gapsAreGaps() throws Exception {
    String svg =
        svg(log("sda", 1, 20, 30) + "\nDevice r/s %util\nsdb 1.00 2.00\n\n" + log("sda", 40));

    assertThat(svg).doesNotContain("NaN", "Infinity");
  }

  @Test
  void namesDoNoHarm() throws Exception {
    for (String name : TestingHarm.NAMES) {
      String word = name.replaceAll("\\s", "_");
      if (word.isEmpty()) {
        continue;
      }
      String svg = svg(log(word, 1, 2, 3));
      TestingHarm.assertHarmless(svg);
      Document document = parse(svg);
      assertThat(document.getElementsByTagName("script").getLength()).isZero();
    }
  }

  @Test
  void nothingToDraw() throws Exception {
    assertThat(svg("Device r/s %util\nsda 0.00 0.00\n")).contains("Nothing was read or written.");
  }

  /** A disk that is busy all the time: its area fills the chart, in the light colours. */
  @Test
  void aPngShowsTheSame() throws Exception {
    Reading<byte[]> png = Png.of(svg(log("sda", 100, 100, 100, 100, 100)));
    assumeTrue(png instanceof Reading.Known, () -> png.toString());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.optional().orElseThrow()));
    assertThat(image.getWidth()).isEqualTo(1840);
    assertThat(image.getRGB(2 * 400, 2 * 100)).isEqualTo(0xff93c5fd);
    assertThat(image.getRGB(2 * 4, 2 * 4)).isEqualTo(0xffffffff);
  }
}
