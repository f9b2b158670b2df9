package dev.iosleuth.kernel.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LibvirtTest {
  @Test
  void countersOfDomains() {
    Domstats stats =
        Domstats.parse(
            Text.of(
                "tool/virsh-domstats",
                """
                Domain: 'it's'
                  state.state=3
                  state.reason=1
                  block.count=2
                  block.0.name=vda
                  block.0.path=/srv/a=b.img
                  block.0.rd.reqs=7
                  block.0.rd.bytes=4096
                  block.0.rd.times=18
                  block.0.wr.reqs=1
                  block.0.wr.bytes=x
                  block.0.fl.reqs=2
                  block.0.fl.times=3
                  block.0.capacity=8388608
                  block.1.name=vdb

                Domain: 'busy'

                """));

    assertThat(stats.domains()).extracting(Domstats.Domain::name).containsExactly("it's", "busy");
    Domstats.Disk disk = stats.domains().getFirst().disks().getFirst();
    assertThat(disk.target()).isEqualTo("vda");
    assertThat(disk.path()).isEqualTo("/srv/a=b.img");
    assertThat(disk.counters().reads().operations()).isEqualTo(Reading.known(7L));
    assertThat(disk.counters().reads().nanos()).isEqualTo(Reading.known(18L));
    assertThat(disk.counters().flushes().operations()).isEqualTo(Reading.known(2L));
    assertThat(disk.counters().writes().bytes()).isInstanceOf(Reading.Malformed.class);
    assertThat(disk.counters().reads().merged()).isEqualTo(Reading.absent("libvirt does not tell"));
    assertThat(disk.capacity()).isEqualTo(Reading.known(8388608L));
    assertThat(disk.allocation()).isEqualTo(Reading.absent("not told"));
    assertThat(stats.domains().getFirst().disks()).hasSize(2);
    assertThat(stats.domains().getFirst().damaged()).hasSize(1);
    assertThat(stats.domains().get(1).damaged()).isEmpty();
    assertThat(stats.damaged()).isEmpty();
    assertThat(stats.domains().get(1).disks()).isEmpty();
    assertThat(stats.domains())
        .extracting(domain -> domain.state().orElse("?"))
        .containsExactly("paused", "?");
  }

  @Test
  void whatIsNotUnderstoodIsTold() {
    Domstats stats = Domstats.parse(Text.of("t", "block.0.name=a\nDomain: 'a'\nwhat\n x=1"));

    assertThat(stats.domains()).hasSize(1);
    assertThat(stats.damaged()).hasSize(3);
  }

  /** As libvirt 9.0 told it while a disk with a backing image was copied. */
  @Test
  void imagesOfOneDiskAreBehindOneAnother() {
    Domstats stats =
        Domstats.parse(
            Text.of(
                "t",
                """
                Domain: 'a'
                  state.state=9
                  block.0.name=vda
                  block.0.path=/a.s1
                  block.0.backingIndex=8
                  block.0.wr.reqs=3
                  block.1.name=vda
                  block.1.path=/a.img
                  block.1.backingIndex=6
                  block.2.name=hdb
                  block.2.wr.reqs=0
                """));

    Domstats.Domain domain = stats.domains().getFirst();
    assertThat(domain.byTarget().keySet()).containsExactly("vda", "hdb");
    assertThat(domain.byTarget().getOrDefault("vda", List.of()))
        .extracting(Domstats.Disk::layer)
        .containsExactly(
            new DomainDisk.Layer("/a.s1", OptionalLong.of(8)),
            new DomainDisk.Layer("/a.img", OptionalLong.of(6)));
    assertThat(domain.state()).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void namesOfDomains() {
    Rows<DomainList> domains =
        DomainList.parse(
            Text.of(
                "tool/virsh-list",
                """
                4dea22b3-1d52-d8f3-2516-782e98ab3fa0 web 1             \s
                none

                """));

    assertThat(domains.rows())
        .containsExactly(new DomainList("4dea22b3-1d52-d8f3-2516-782e98ab3fa0", "web 1"));
    assertThat(domains.damaged()).hasSize(1);
  }
}
