package dev.iosleuth.kernel.netlink;

/**
 * What the kernel counted for one thread until it ended.
 *
 * @param task its thread id
 * @param process the process that it belonged to; the thread id where the kernel does not tell
 *     (before 5.15)
 * @param parent process
 * @param comm its name
 * @param startedSeconds wall clock at its start, since the epoch
 * @param elapsedMicros from its start to its end
 * @param processMicros from the start of its process to its end; {@code elapsedMicros} where the
 *     kernel does not tell (before 5.15)
 * @param readChars by system calls, from wherever
 * @param readBytes fetched from storage
 * @param writeBytes made to be sent to storage, counted when a page is dirtied
 * @param cancelledWriteBytes of those, dropped before they were sent
 * @param last whether it was the last of its process; true where the kernel does not tell
 */
public record TaskExit(
    int task,
    int process,
    int parent,
    String comm,
    long startedSeconds,
    long elapsedMicros,
    long processMicros,
    long readChars,
    long writeChars,
    long readBytes,
    long writeBytes,
    long cancelledWriteBytes,
    boolean last) {}
