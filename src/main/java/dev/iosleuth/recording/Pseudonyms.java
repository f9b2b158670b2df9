package dev.iosleuth.recording;

import dev.iosleuth.reading.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Other words for names: the same one always for the same, made with a secret key so that nobody
 * can try out names; the list of what stands for what stays at home.
 *
 * <p>A name is replaced word by word and keeps what stands between its words, so that vg-lv, VG/LV
 * and "vg"/"lv" stay the same volume everywhere. Hexadecimal words stay hexadecimal and as long as
 * they were (identifiers of containers are known by that), and so do UUIDs and MAC addresses, which
 * are replaced as a whole, however they are written; numbers, the kernel's names and words that say
 * what something is ({@link PlainWords}) stay what they are, but in the name of an image file.
 */
public final class Pseudonyms {
  private static final String HEX = "[0-9a-fA-F]";

  /** A name of an image file, without what says of which kind it is. */
  private static final String STEM =
      "(?<![^\\s/,=\"':()\\[\\]{}|&;\\x00])[^\\s/,=\"':()\\[\\]{}|&;\\x00]{1,255}"
          + "(?=\\.(?:img|image|iso|raw|qcow2?|qed|vmdk|vdi|vhdx?|vpc|snap)(?![A-Za-z0-9]))";

  /** Also in systemd's names of units, and without hyphens. */
  private static final String UUID =
      "(?:(?<![0-9A-Za-z])|(?<=\\\\x2d))H{8}(?<hyphen>-|\\\\x2d|:|_|)H{4}\\k<hyphen>H{4}\\k<hyphen>H{4}"
          + "\\k<hyphen>H{12}(?![0-9A-Za-z])";

  /** And longer ones, of ports of SAS and of InfiniBand. */
  private static final String MAC =
      "(?<![0-9A-Za-z:])H{2}(?<colon>[:-])H{2}(?:\\k<colon>H{2}){4,18}(?![0-9A-Za-z:])";

  private static final Pattern PARTS =
      Pattern.compile(
          ("(?<stem>STEM)|(?<uuid>UUID)|(?<mac>MAC)"
                  + "|(?<address>\\b(?:[0-9]{1,3}\\.){3}[0-9]{1,3}\\b)"
                  + "|\\\\x2d|[0-9A-Za-z[^\\x00-\\x7f]]+")
              .replace("STEM", STEM)
              .replace("UUID", UUID)
              .replace("MAC", MAC)
              .replace("H{", HEX + "{"));

  private static final Pattern OWN = Pattern.compile("127\\..*|0\\.0\\.0\\.0");

  private static final Pattern HEXADECIMAL =
      Pattern.compile("(?=.*[0-9])[0-9a-f]{4,}|[0-9a-f]{12}|[0-9a-f]{32}");
  private static final String HEX_DIGITS = "0123456789abcdef";

  /** No vowels: they make no words of any language. */
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz";

  private static final int LENGTH = 7;

  private final byte[] key;
  private final Map<String, String> known = new TreeMap<>();
  private final Map<String, String> real = new TreeMap<>();

  /**
   * @param key secret and random
   */
  public Pseudonyms(byte[] key) {
    this.key = key.clone();
  }

  /** Every word of a text that is a name, replaced. */
  String replace(String text) {
    return replace(text, PlainWords::contains);
  }

  /**
   * @param plain tells words that stay, besides UUIDs and addresses
   */
  String replace(String text, Predicate<String> plain) {
    return PARTS.matcher(text).replaceAll(part -> Matcher.quoteReplacement(replaced(part, plain)));
  }

  private String replaced(MatchResult part, Predicate<String> plain) {
    String found = part.group();
    if (part.group("stem") != null) {
      return replace(found, PlainWords::isKernels);
    }
    if (part.group("uuid") != null) {
      return digits(found, part.group("hyphen"));
    }
    if (part.group("mac") != null) {
      return digits(found, part.group("colon"));
    }
    if (part.group("address") != null) {
      return OWN.matcher(found).matches() ? found : address(found);
    }
    return found.startsWith("\\") || plain.test(found) ? found : made(found);
  }

  /** Other digits in the same places, the same ones however they are written. */
  private String digits(String written, String between) {
    String small = written.toLowerCase(Locale.ROOT);
    String made = made(small.replace(between, ""));
    var replaced = new StringBuilder();
    int at = 0;
    for (String group : between.isEmpty() ? new String[] {small} : split(small, between)) {
      replaced.append(at == 0 ? "" : between).append(made, at, at + group.length());
      at += group.length();
    }
    if (made.length() == 12) {
      // that of one interface, given by nobody
      replaced.setCharAt(1, '2');
    }
    String digits = replaced.toString();
    return written.equals(small) ? digits : digits.toUpperCase(Locale.ROOT);
  }

  private static String[] split(String digits, String between) {
    return digits.split(Pattern.quote(between), -1);
  }

  /** Three numbers for the last three of the address, the first says that it is none. */
  private String address(String address) {
    int hash = made("ip" + address.replace('.', 'x')).hashCode();
    return "10." + (hash & 0xff) + "." + ((hash >> 8) & 0xff) + "." + ((hash >> 16) & 0xff);
  }

  private String made(String word) {
    return known.computeIfAbsent(word, this::make);
  }

  private String make(String word) {
    byte[] hash = hash(word);
    String made = made(word, hash);
    while (real.containsKey(made) || PlainWords.contains(made)) {
      hash = hash(word + '\0' + made);
      made = made(word, hash);
    }
    real.put(made, word);
    return made;
  }

  private static String made(String word, byte[] hash) {
    boolean hexadecimal = HEXADECIMAL.matcher(word).matches();
    String alphabet = hexadecimal ? HEX_DIGITS : LETTERS;
    int length = hexadecimal ? word.length() : LENGTH;
    var made = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int value = (hash[i % hash.length] & 0xff) + 7 * (i / hash.length);
      made.append(alphabet.charAt(value % alphabet.length()));
    }
    return hexadecimal ? withDigit(made) : made.toString();
  }

  /** Still to be known as hexadecimal by whoever looks at it. */
  private static String withDigit(StringBuilder made) {
    made.setCharAt(0, (char) ('1' + made.charAt(0) % 9));
    return made.toString();
  }

  private byte[] hash(String word) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      digest.update(Utf8.encode(word));
      digest.update(key);
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What stands for what, one word a line: for the key file, which is not sent to anybody. */
  public String list() {
    var lines = new StringBuilder("# pseudonym, tab, the word that it stands for\n");
    real.forEach((made, word) -> lines.append(made).append('\t').append(word).append('\n'));
    return lines.toString();
  }
}
