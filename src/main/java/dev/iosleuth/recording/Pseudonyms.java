package dev.iosleuth.recording;

import dev.iosleuth.reading.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Other words for names: the same one always for the same, made with a secret key so that nobody
 * can try out names; the list of what stands for what stays at home.
 *
 * <p>A name is replaced word by word and keeps what stands between its words, so that vg-lv, VG/LV
 * and "vg"/"lv" stay the same volume everywhere. Hexadecimal words stay hexadecimal and as long as
 * they were (identifiers of containers are known by that); numbers, the kernel's names and words
 * that say what something is ({@link PlainWords}) stay what they are.
 */
public final class Pseudonyms {
  private static final Pattern HEXADECIMAL = Pattern.compile("(?=.*[0-9])[0-9a-f]{4,}");
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
    var replaced = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && inWord(text.charAt(end))) {
        end++;
      }
      if (end == at) {
        replaced.append(text.charAt(at));
        at++;
      } else {
        replaced.append(word(text.substring(at, end)));
        at = end;
      }
    }
    return replaced.toString();
  }

  /** All but ASCII's signs: letters of any language, and bytes that are none. */
  private static boolean inWord(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 0x7f;
  }

  private String word(String word) {
    return PlainWords.contains(word) ? word : known.computeIfAbsent(word, this::make);
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
