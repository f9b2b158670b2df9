package dev.iosleuth.kernel.qemu;

/**
 * One image of a disk's chain: the disk's own, or one that it is backed by.
 *
 * @param node qemu's name of the node, or the empty string
 * @param format raw, qcow2, …; the empty string where qemu was left to find out
 */
public record Image(String node, String format, Place place) {}
