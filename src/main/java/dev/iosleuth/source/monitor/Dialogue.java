package dev.iosleuth.source.monitor;

/** What is said and waited for within one connection. Remembers where it stands: used once. */
sealed interface Dialogue permits QmpDialogue, HmpDialogue, AgentDialogue {
  /** What happens next. */
  sealed interface Turn {
    /** More has to be heard. */
    record Wait() implements Turn {}

    /** The greeting was heard, now all questions are put. */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
    record Say(byte[] words) implements Turn {}

    /** All that was asked for has been heard. */
    record Done() implements Turn {}

    /** Nobody who is meant by the question talks like that. */
    record Stranger(String expected, String found) implements Turn {}
  }

  /** Before anything was heard. */
  Turn begin();

  /**
   * More was heard.
   *
   * @param from of the bytes that are new
   */
  Turn hear(byte[] bytes, int from, int to);

  /**
   * What it did instead of answering in time, in words of {@link Silence}.
   *
   * @param bytes heard since it was waited for: at least one
   */
  String instead(int bytes);
}
