package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.iosleuth.reading.Text;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  private static final String KEY = "AQBDa1xhAAAAABAAh5UX7tYlRbbEPXsKn8xTzQ==";

  /** Arguments, separated by blanks here, and what may be seen of them. */
  record Case(String arguments, String seen) {}

  static List<Case> commandLines() {
    return List.of(
        new Case("dd if=/dev/zero of=/x", "dd if=/dev/zero of=/x"),
        new Case("mysqldump -h db -psesame shop", "mysqldump -h db -p*** shop"),
        new Case("backup --password sesame --keep 3", "backup --password *** --keep 3"),
        new Case("backup --password=sesame --keep=3", "backup --password=*** --keep=3"),
        new Case("x --pass=sesame --token=sesame", "x --pass=*** --token=***"),
        new Case("x --auth-token sesame", "x --auth-token ***"),
        new Case("env PGPASSWORD=sesame psql", "env PGPASSWORD=*** psql"),
        new Case("curl -u admin:sesame http://h/", "curl -u admin:*** http://h/"),
        new Case("curl https://admin:sesame@h/x", "curl https://admin:***@h/x"),
        new Case("curl ftp://h/x:y@z", "curl ftp://h/x:y@z"),
        new Case(
            "qemu -object secret,id=s0,data=c2VzYW1l,format=base64",
            "qemu -object secret,id=s0,data=***,format=base64"),
        new Case(
            "qemu -object {\"qom-type\":\"secret\",\"id\":\"s0\",\"data\":\"c2VzYW1l\"}",
            "qemu -object {\"qom-type\":\"secret\",\"id\":\"s0\",\"data\":***}"),
        new Case("qemu -vnc :1,password=sesame,share=x", "qemu -vnc :1,password=***,share=x"),
        new Case("qemu -spice port=1,password=sesame", "qemu -spice port=1,password=***"),
        new Case(
            "qemu -drive file=rbd:p/web1:id=a:key=" + KEY + ":x=y",
            "qemu -drive file=rbd:p/web1:id=a:key=***:x=y"),
        new Case("x " + KEY, "x ***"),
        new Case("openssl -passin pass:sesame", "openssl -passin pass:***"),
        new Case("sshpass -psesame ssh -p22 h", "sshpass -p*** ssh -p*** h"),
        new Case("ssh -p22 h", "ssh -p22 h"),
        new Case("qemu -pidfile /run/x.pid", "qemu -pidfile /run/x.pid"),
        new Case("qemu -drive file=/dev/vg/web1,id=d0", "qemu -drive file=/dev/vg/web1,id=d0"));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void secretsOfCommandLines(Case one) {
    String masked = Masking.commandLine(one.arguments().replace(' ', '\0') + "\0");
    assertThat(masked.replace('\0', ' ')).isEqualTo(one.seen() + " ");
  }

  @Test
  void argumentsWithinArguments() {
    assertThat(Masking.commandLine("sh\0-c\0mysql --password sesame -h x | curl -u a:sesame h\0"))
        .isEqualTo("sh\0-c\0mysql --password *** -h x | curl -u a:*** h\0");
    assertThat(Masking.commandLine("curl\0-H\0Authorization: Bearer abc.def\0"))
        .isEqualTo("curl\0-H\0Authorization: Bearer ***\0");
  }

  static List<Case> lines() {
    return List.of(
        new Case("        shared-secret   \"sesame\";", "        shared-secret   ***;"),
        new Case("  auth_pass 1111", "  auth_pass ***"),
        new Case("key = " + KEY, "key = ***"),
        new Case("password = \"a b\"", "password = ***"),
        new Case("VNC_PASSWORD='a b'", "VNC_PASSWORD=***"),
        new Case("resource r0 role:Primary", "resource r0 role:Primary"),
        new Case("vg\tlv\toriginstname+web1", "vg\tlv\toriginstname+web1"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void secretsOfToolsAndConfiguration(Case one) {
    Text masked = Masking.mask(Text.of("tool/drbdsetup-show", one.arguments() + "\nnext\n"));
    assertThat(masked.string()).isEqualTo(one.seen() + "\nnext\n");
  }

  @Test
  void keysOfDeviceMapperAndNothingElseOfItsTables() {
    String tables =
        """
        vg-pass: 0 8192 linear 8:2 2048
        c: 0 8192 crypt aes-xts-plain64 00112233445566778899aabbccddeeff 0 8:2 4096
        d: 0 8192 crypt aes-xts-plain64 :64:logon:cryptsetup:x-d0 0 8:2 4096
        i: 0 8192 integrity 8:2 0 32 J 6 internal_hash:hmac(sha256):00aabb
        """;
    assertThat(Masking.mask(Text.of("tool/dmsetup-table", tables)).string())
        .isEqualTo(
            tables.replace("00112233445566778899aabbccddeeff", "***").replace("00aabb\n", "***\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "-", "pass", "pass ", "://", "a:", "mysql -", ",data", "curl ", "= "})
  void longArgumentsTakeNoLongTime(String part) {
    String argument = part.repeat(16_000 / part.length());
    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(Masking.commandLine("x\0" + argument + "\0")).startsWith("x\0"));
  }

  @Test
  void countersAreLeftAlone() {
    var text = Text.of("proc/diskstats", "token=1");
    assertThat(Masking.mask(text)).isSameAs(text);
  }

  /** An argument may have 128 KiB, and anybody's process may have such arguments. */
  @Test
  void argumentsMadeToBeSlowAreNot() {
    for (String word : List.of("mysql ", "curl ", "password ", "--", "://", "crypt ", "{data=\"")) {
      String argument = word.repeat((1 << 17) / word.length()) + " -pword1 -u me:word2";
      long start = System.nanoTime();
      assertThat(Masking.commandLine(argument)).doesNotContain("word1 ", "word2");
      assertThat(System.nanoTime() - start).as(word).isLessThan(5_000_000_000L);
    }
  }
}
