package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.iosleuth.reading.Text;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  private static final String KEY = "AQBDa1xhAAAAABAAh5UX7tYlRbbEPXsKn8xTzQ==";

  /** Arguments, separated by blanks here, and what may be seen of them. */
  record Case(String arguments, String seen) {}

  /** What stands in one argument is masked to its end, whatever it holds. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--password=\"a geheim b\"",
        "--password=a geheim",
        "--password= geheim",
        "PGPASSWORD=a, geheim; b",
        "--token=a&geheim",
        "-Dpassword=a'geheim\"b",
        "db-password=a\ngeheim",
        "secret,id=s,data=a geheim",
        "{'password': 'geheim'}",
        "-vnc=:1,password=a geheim",
        "http://u:a geheim@h"
      })
  void oneArgument(String argument) {
    assertThat(Masking.commandLine("x\0" + argument + "\0y\0"))
        .doesNotContain("geheim")
        .startsWith("x\0")
        .endsWith("\0y\0");
  }

  static List<Case> commandLines() {
    return Stream.concat(longFlags().stream(), shortFlags().stream()).toList();
  }

  private static List<Case> shortFlags() {
    return List.of(
        new Case("sshpass -p X ssh h", "sshpass -p *** ssh h"),
        new Case("sudo /usr/bin/sshpass -p X ssh h", "sudo /usr/bin/sshpass -p *** ssh h"),
        new Case("rbd map --id admin --key X", "rbd map --id admin --key ***"),
        new Case("x --key=X", "x --key=***"),
        new Case("x --passwd2 X --passwd3=X y", "x --passwd2 *** --passwd3=*** y"),
        new Case("PASSWORD1=X SECRET_KEY_BASE=X x", "PASSWORD1=*** SECRET_KEY_BASE=*** x"),
        new Case("x PASSWORD: X --pass-phrase X", "x PASSWORD: *** --pass-phrase ***"),
        new Case("curl -ume:X h", "curl -ume:*** h"),
        new Case("curl http://u:a/X@h", "curl http://u:***@h"),
        new Case("x {\"password\":\"a\\\"X\"}", "x {\"password\":***}"),
        new Case("x {'password':'X'}", "x {'password':***}"),
        new Case(
            "qemu -object secret,id=s,data=a,,X -vnc :1,password=a,,X,sasl=on",
            "qemu -object secret,id=s,data=*** -vnc :1,password=***,sasl=on"),
        new Case("x --keyring /etc/k --key X", "x --keyring /etc/k --key ***"),
        new Case(
            "qemu -blockdev {\"driver\":\"rbd\",\"key\":\"X\",\"image\":\"web1\"}",
            "qemu -blockdev {\"driver\":\"rbd\",\"key\":***,\"image\":\"web1\"}"),
        new Case("x AQBDa1xhAAAAABAAh5UX7tYlRbbEPXsK==", "x ***"),
        new Case("aws --secret-key X", "aws --secret-key ***"),
        new Case("curl --header X-Auth-Token:X h", "curl --header X-Auth-Token:*** h"),
        new Case("wget --header=Cookie:X h", "wget --header=Cookie:*** h"),
        new Case("ldapsearch -x -w X", "ldapsearch -x -w ***"),
        new Case("ldapmodify -wX", "ldapmodify -w***"),
        new Case("redis-cli -a X get", "redis-cli -a *** get"),
        new Case("mosquitto_sub -P X -t a", "mosquitto_sub -P *** -t a"),
        new Case("ipmitool -U a -P X power", "ipmitool -U a -P *** power"),
        new Case("smbclient -U me%X //h/s", "smbclient -U me%*** //h/s"),
        new Case("smbclient -Ume%X //h/s", "smbclient -Ume%*** //h/s"),
        new Case("7z a -pX b.7z", "7z a -p*** b.7z"),
        new Case("zip -P X b.zip", "zip -P *** b.zip"),
        new Case("docker login -u me -p X h", "docker login -u me -p *** h"),
        new Case("podman login -p X", "podman login -p ***"),
        new Case("docker run -p 80:80 web", "docker run -p 80:80 web"),
        new Case("mongo -u x -p X", "mongo -u x -p ***"),
        new Case("openssl enc -aes-256-cbc -k X", "openssl enc -aes-256-cbc -k ***"),
        new Case("openssl enc -K X -iv 0", "openssl enc -K *** -iv 0"),
        new Case("htpasswd -b file user X", "htpasswd -b file user ***"),
        new Case(
            "nmcli device wifi connect n password X", "nmcli device wifi connect n password ***"),
        new Case(
            "iscsiadm -n node.session.auth.password -v X",
            "iscsiadm -n node.session.auth.password -v ***"),
        new Case("sqlplus user/X@db", "sqlplus user/***@db"),
        new Case("lftp -u me,X h", "lftp -u me,*** h"),
        new Case("xfreerdp /u:me /p:X /v:h", "xfreerdp /u:me /p:*** /v:h"),
        new Case("rdesktop -p X h", "rdesktop -p *** h"),
        new Case("useradd -p X me", "useradd -p *** me"),
        new Case("usermod -p X me", "usermod -p *** me"),
        new Case("ssh-keygen -N X -f k", "ssh-keygen -N *** -f k"),
        new Case("snmpwalk -c X h", "snmpwalk -c *** h"),
        new Case("snmpget -A X -X X h", "snmpget -A *** -X *** h"),
        new Case("vault login X", "vault login ***"),
        new Case("x --user-credentials X", "x --user-credentials ***"),
        new Case("x db-pwd:X", "x db-pwd:***"),
        new Case("qemu -k de -device usb-kbd,keymap=de", "qemu -k de -device usb-kbd,keymap=de"),
        new Case("qemu -drive file=rbd:p/secret-vm:id=a", "qemu -drive file=rbd:p/secret-vm:id=a"));
  }

  private static List<Case> longFlags() {
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
    assertThat(Masking.commandLine("sh\0-c\0sshpass -p sesame ssh -p 22 h\0"))
        .isEqualTo("sh\0-c\0sshpass *** *** ssh -p *** h\0");
    assertThat(Masking.commandLine("curl\0--header\0X-Auth-Token: a b\0h\0"))
        .isEqualTo("curl\0--header\0X-Auth-Token: ***\0h\0");
    assertThat(Masking.commandLine("curl\0-H\0Authorization: Bearer abc.def\0"))
        .isEqualTo("curl\0-H\0Authorization: ***\0");
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
    for (String word :
        List.of(
            "mysql ",
            "curl ",
            "password ",
            "--",
            "://",
            "crypt ",
            "{data=\"",
            "AQ",
            "key",
            "secret-",
            "--key")) {
      String argument = word.repeat((1 << 17) / word.length()) + " -pword1 -u me:word2";
      long start = System.nanoTime();
      assertThat(Masking.commandLine(argument)).doesNotContain("word1 ", "word2");
      assertThat(System.nanoTime() - start).as(word).isLessThan(5_000_000_000L);
    }
  }
}
