package dev.iosleuth.finding;

import java.util.List;

/**
 * One way to explain what was seen: a pure function of the case. It keeps nothing, reads nothing,
 * and answers always: findings, nothing, or why it could not tell.
 */
public interface Rule {
  About about();

  /**
   * Files without which it cannot say that nothing is the matter, beside those that its {@link
   * About#needs} stand for.
   */
  default List<Input> inputs() {
    return List.of();
  }

  Verdict examine(Case given);
}
