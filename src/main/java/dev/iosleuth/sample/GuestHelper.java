package dev.iosleuth.sample;

/**
 * A process or kernel thread that works for one guest.
 *
 * @param kind virtiofsd, qemu-storage-daemon, swtpm, vhost, iou-wrk, …
 */
public record GuestHelper(ProcessId process, String kind) {}
