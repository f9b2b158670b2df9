package dev.iosleuth.kernel.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockServerTest {
  private static final Set<String> OWN = Set.of("localhost", "127.0.0.1", "::1", "10.0.0.5");

  private static BlockServer server(String words) {
    List<String> arguments = List.of(words.split(" ", -1));
    String comm = arguments.getFirst();
    return BlockServer.parse(comm.substring(0, Math.min(15, comm.length())), arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          qemu-nbd -t -k /run/a /a.img                                | unix:/run/a          | true
          qemu-nbd -tk/run/a /a.img                                   | unix:/run/a          | true
          qemu-nbd --socket=/run/a -x disk /a.img                     | unix:/run/a/disk     | true
          qemu-nbd --socket /run/a /a.img                             | unix:/run/ab         | false
          qemu-nbd -k /run/a /a.img                                   | localhost:10809      | false
          qemu-nbd /a.img                                             | localhost:10809      | true
          qemu-nbd /a.img                                             | 127.0.0.1            | true
          qemu-nbd -p 1234 /a.img                                     | [::1]:1234/x         | true
          qemu-nbd -p 1234 /a.img                                     | 10.0.0.5:1234        | true
          qemu-nbd -p 1234 /a.img                                     | 10.0.0.6:1234        | false
          qemu-nbd -b 127.0.0.1 -p 1234 /a.img                        | localhost:1234       | true
          qemu-nbd -b 10.9.9.9 -p 1234 /a.img                         | 10.9.9.9:1234        | true
          qemu-nbd -b 10.9.9.9 -p 1234 /a.img                         | localhost:1235       | false
          qemu-nbd -c /dev/nbd0 /a.img                                | localhost:10809      | false
          nbdkit -U /run/a file /a.img                                | unix:/run/a          | true
          nbdkit --port=99 -i 127.0.0.1 file /a.img                   | localhost:99/e       | true
          nbd-server 127.0.0.1:99 /a.img                              | 127.0.0.1:99         | true
          nbd-server -C /etc/nbd                                      | localhost            | true
          qemu-storage-daemon --nbd-server addr.type=unix,addr.path=/r | unix:/r/e           | true
          qemu-storage-daemon --nbd-server=addr.host=0.0.0.0,addr.port=1 | localhost:1       | true
          """)
  void whoListensThere(String words, String address, boolean serves) {
    assertThat(server(words).serves(new Place.Remote("nbd", address), OWN)).isEqualTo(serves);
    assertThat(server(words).serves(new Place.Remote("rbd", address), OWN)).isFalse();
  }

  @Test
  void exportsAreOfTheirNodes() {
    BlockServer server =
        server(
            "qemu-storage-daemon --nbd-server addr.type=unix,addr.path=/run/n"
                + " --blockdev driver=file,node-name=fa,filename=/a.img"
                + " --blockdev={\"driver\":\"qcow2\",\"node-name\":\"b\",\"file\":"
                + "{\"driver\":\"file\",\"filename\":\"/b.img\"}}"
                + " --export type=nbd,id=1,node-name=fa"
                + " --export nbd,id=2,node-name=b,name=second"
                + " --export type=vhost-user-blk,id=3,node-name=b,addr.type=unix,addr.path=/run/v");
    assertThat(server.images(new Place.Remote("nbd", "unix:/run/n/fa"), OWN))
        .containsExactly(new Image("fa", "raw", new Place.File("/a.img")));
    assertThat(server.images(new Place.Remote("nbd", "unix:/run/n/second"), OWN))
        .containsExactly(new Image("b", "qcow2", new Place.File("/b.img")));
    assertThat(server.images(new Place.Remote("nbd", "unix:/run/n/none"), OWN)).isEmpty();
    assertThat(server.serves(new Place.VhostUser("/run/v"), OWN)).isTrue();
    assertThat(server.serves(new Place.VhostUser("/run/n"), OWN)).isFalse();
    assertThat(server.images(new Place.VhostUser("/run/v"), OWN)).hasSize(1);
  }

  @Test
  void wordsWithoutAnEndAreNoMatter() {
    assertThat(server("qemu-nbd -k").serves(new Place.Remote("nbd", "unix:/a"), OWN)).isFalse();
    assertThat(server("qemu-storage-daemon --nbd-server").ears()).hasSize(1);
    assertThat(server("nbdkit").ears()).hasSize(1);
    assertThat(BlockServer.parse("qemu-nbd", List.of()).ears()).hasSize(1);
  }
}
