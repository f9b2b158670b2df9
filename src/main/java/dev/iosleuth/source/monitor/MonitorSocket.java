package dev.iosleuth.source.monitor;

/**
 * A question to one monitor.
 *
 * @param path under which the answer stands in a tree
 * @param file the unix socket, as the kernel takes it
 */
public record MonitorSocket(String path, String file, Topic topic) {}
