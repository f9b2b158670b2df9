package dev.iosleuth.sample;

/**
 * A process, told from another that was given the same number later.
 *
 * @param startTicks since boot, 1/100 s
 */
public record ProcessId(int pid, long startTicks) {}
