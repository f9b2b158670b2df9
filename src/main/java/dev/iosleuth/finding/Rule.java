package dev.iosleuth.finding;

/**
 * One way to explain what was seen: a pure function of the case. It keeps nothing, reads nothing,
 * and answers always: findings, nothing, or why it could not tell.
 */
public interface Rule {
  About about();

  Verdict examine(Case given);
}
