package dev.iosleuth.source;

/**
 * One member of a tar archive.
 *
 * @param name as it stands there
 * @param type the type flag: {@code '0'} a file, {@code '1'} a hard link, {@code '2'} a symbolic
 *     link, {@code '3'} and {@code '4'} device nodes, {@code '5'} a directory, {@code '6'} a FIFO
 * @param target of a link
 * @param content of a file; else empty
 * @param modifiedSeconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // a buffer handed on; members are never compared
record TarMember(String name, char type, String target, byte[] content, long modifiedSeconds) {
  /** Type of a file whose content is larger than any that is read: it is not kept. */
  static final char LARGE = '+';
}
