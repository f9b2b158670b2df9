package dev.iosleuth.recording;

import dev.iosleuth.source.CapturedTree;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a recording, of which two at most are in memory: the one that was asked for last,
 * and the last that describes the host.
 */
final class RecordedFolders {
  private final CapturedTree recording;
  private @Nullable RecordedFolder sample;
  private @Nullable RecordedFolder description;

  RecordedFolders(CapturedTree recording) {
    this.recording = recording;
  }

  synchronized RecordedFolder sample(String name) {
    RecordedFolder held = sample;
    if (held == null || !held.name().equals(name)) {
      sample = null;
      held = load(name);
      sample = held;
    }
    return held;
  }

  synchronized RecordedFolder description(String name) {
    RecordedFolder held = description;
    if (held == null || !held.name().equals(name)) {
      sample = null;
      description = null;
      held = load(name);
      description = held;
    }
    return held;
  }

  private RecordedFolder load(String name) {
    return RecordedFolder.of(name, recording.subtree(name));
  }
}
