package dev.iosleuth.stack;

import dev.iosleuth.sample.Sample;
import java.util.List;

/** Makes the graph of one sample. */
public final class StackBuilder {
  private StackBuilder() {}

  public static Stack build(Sample sample) {
    return new Stack(List.of(), List.of(), sample.notes());
  }
}
