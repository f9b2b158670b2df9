package dev.iosleuth.view.graph;

import dev.iosleuth.reading.Reading;
import java.util.regex.Pattern;

/**
 * A picture of this package as a PNG, in its light colours, twice as large as the SVG says, so that
 * it can be read on any screen.
 *
 * <p>Drawing needs the module java.desktop and fonts, which small runtimes and servers lack.
 */
public final class Png {
  /** Up to the first brace that stands at the beginning of a line. */
  private static final Pattern DARK =
      Pattern.compile("@media \\(prefers-color-scheme: dark\\) \\{.*?\n}\n", Pattern.DOTALL);

  private Png() {}

  /**
   * @param svg as {@link LogSvg} makes it
   * @return the bytes of the file; absent where this runtime cannot draw
   */
  public static Reading<byte[]> of(String svg) {
    // AWT asks for a display otherwise
    System.setProperty("java.awt.headless", "true");
    try {
      String light = DARK.matcher(svg).replaceAll("");
      return Reading.known(Drawing.drawn(light.replace("system-ui, sans-serif", "SansSerif")));
    } catch (LinkageError | InternalError e) {
      // no java.desktop in the runtime, no libfreetype, or (InternalError) no fontconfig
      return Reading.absent(
          "this Java runtime cannot draw text ("
              + e.getMessage()
              + "): it needs the module java.desktop, fontconfig and a font; --svg needs none of it");
    }
  }
}
