package dev.iosleuth.finding.audit;

/**
 * Where the value of a setting comes from.
 *
 * @param setting its path, as a sample has it
 * @param file that sets it, with the line; empty where none does
 * @param text the line, or why nothing can be told; not escaped
 */
public record Origin(String setting, Whose whose, String file, String text) {
  /** Whose value it is. */
  public enum Whose {
    /** No file sets it: what the kernel or its driver chose. */
    KERNEL_DEFAULT,
    /** The distribution's: a file of a package, as it came. */
    PACKAGE_DEFAULT,
    /** That of the program which is set up: what it does where nothing is said. */
    PROGRAM_DEFAULT,
    /** Somebody's who wrote it into a file of this host. */
    SET_HERE,
    CANNOT_TELL
  }
}
