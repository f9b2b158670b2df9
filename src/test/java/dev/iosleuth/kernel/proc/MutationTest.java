package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes are, a parser answers, and half a file never gives a figure of its own. */
final class MutationTest {
  private static final long SEED = 20261120;
  private static final int ROUNDS = 1_500;

  @ParameterizedTest
  @EnumSource(TestingParsers.class)
  void damageNeverThrows(TestingParsers parser) {
    var random = new Random(SEED + parser.name().hashCode());
    byte[] sample = sample(parser);
    assertThat(TestingParsers.damage(parser.parse(new Text("proc/x", sample, 0)))).isEmpty();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = sample;
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes = mutate(bytes, random);
      }
      TestingParsers.damage(parser.parse(new Text("proc/x", bytes, 0)))
          .forEach(damage -> assertThat(damage.found().length()).isLessThanOrEqualTo(80));
    }
  }

  @ParameterizedTest
  @EnumSource(TestingParsers.class)
  void noiseNeverThrows(TestingParsers parser) {
    var random = new Random(SEED + parser.name().hashCode());
    for (int size : new int[] {0, 1, 2, 17, 300, 20_000}) {
      var noise = new byte[size];
      random.nextBytes(noise);
      parser.parse(new Text("proc/x", noise, 0));
      Arrays.fill(noise, (byte) random.nextInt());
      parser.parse(new Text("proc/x", noise, 0));
    }
  }

  /** Each figure of a file that was cut anywhere is one of the whole file's. */
  @ParameterizedTest
  @EnumSource(value = TestingParsers.class, mode = EnumSource.Mode.EXCLUDE, names = "PID_CMDLINE")
  void aCutFileGivesNoFigureOfItsOwn(TestingParsers parser) throws ReflectiveOperationException {
    byte[] sample = sample(parser);
    Record whole = parser.parse(new Text("proc/x", sample, 0)).optional().orElseThrow();
    for (int length = 0; length < sample.length; length++) {
      byte[] cut = Arrays.copyOf(sample, length);
      Reading<? extends Record> reading = parser.parse(new Text("proc/x", cut, 0));
      if (reading instanceof Reading.Known<? extends Record>(Record part)) {
        for (var component : whole.getClass().getRecordComponents()) {
          Object all = component.getAccessor().invoke(whole);
          Object some = component.getAccessor().invoke(part);
          if (!component.getName().equals("damaged") && !partOf(some, all)) {
            fail("%s of %s after %s bytes: %s", component.getName(), parser, length, some);
          }
        }
      }
    }
  }

  private static boolean partOf(Object some, Object all) {
    return switch (some) {
      case List<?> rows -> all instanceof List<?> whole && whole.containsAll(rows);
      case Map<?, ?> values ->
          all instanceof Map<?, ?> whole && whole.entrySet().containsAll(values.entrySet());
      case Optional<?> value -> value.isEmpty() || value.equals(all);
      case Reading<?> value -> !(value instanceof Reading.Known) || value.equals(all);
      case String word -> word.isEmpty() || word.equals(all);
      default -> some.equals(all) || some.toString().endsWith(".empty");
    };
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> replace(bytes, at, at + 1, new byte[] {(byte) random.nextInt()});
      case 2 -> replace(bytes, at, at, new byte[] {(byte) random.nextInt()});
      case 3 -> replace(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)), new byte[0]);
      case 4 -> replace(bytes, at, at, token(random));
      default -> replace(bytes, at, at + 1, token(random));
    };
  }

  private static byte[] token(Random random) {
    String[] tokens = {
      "\n",
      "\r\n",
      "\0",
      " ",
      ":",
      "/",
      "=",
      "[",
      "]",
      "(",
      ")",
      "-",
      "\\",
      "\\0",
      ".",
      ",",
      "18446744073709551616",
      "9223372036854775808",
      "-1",
      "\u202e",
      "[/",
      "()",
      "=]",
      "%s"
    };
    return tokens[random.nextInt(tokens.length)].getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
    var result = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }

  private static byte[] sample(TestingParsers parser) {
    return TestingProcTexts.whole(parser).getBytes(StandardCharsets.UTF_8);
  }
}
