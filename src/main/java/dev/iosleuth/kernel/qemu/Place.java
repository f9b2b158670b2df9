package dev.iosleuth.kernel.qemu;

/** Where an image lies, as far as qemu's own words tell. Names are others' control, unescaped. */
public sealed interface Place {
  /**
   * An image file, on whatever file system.
   *
   * @param path as qemu was given it: not always absolute, links not followed
   */
  record File(String path) implements Place {}

  /** A block device by the path of its node. */
  record Device(String path) implements Place {}

  /**
   * Reached by qemu itself, past the host's block layer.
   *
   * @param kind rbd, nbd, iscsi, nfs, gluster, http, ssh, sheepdog and the like
   * @param address without passwords and keys: {@code pool/image}, {@code unix:/run/nbd}
   */
  record Remote(String kind, String address) implements Place {}

  /**
   * Served by another process on this host.
   *
   * @param socket path of the socket that they share
   */
  record VhostUser(String socket) implements Place {}

  /** A set of descriptors that qemu was handed: {@code /dev/fdset/N}. */
  record Descriptors(String set) implements Place {}

  /** A disk of qemu's own making or an unknown driver: null-co, vvfat, nvme by PCI address. */
  record Other(String driver, String name) implements Place {}
}
