package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersTest {
  private static Reading<DockerConfig> docker(String json) {
    return DockerConfig.parse(Text.of("config.v2.json", json));
  }

  private static Reading<ContainersJson> store(String json) {
    return ContainersJson.parse(Text.of("containers.json", json));
  }

  @Test
  void dockersNameIsTheOneOfTheContainerItself() {
    assertThat(
            docker(
                """
                {"State":{"Name":"/state"},"ID":"4f","Config":{"Env":["PASSWORD=sesame"]},
                 "MountPoints":{"/data":{"Name":"volume"}},"Name":"/web.1_a-b","Driver":"overlay2"}
                """))
        .isEqualTo(Reading.known(new DockerConfig("web.1_a-b")));
  }

  @Test
  void storesTellTheFirstNameOfEach() {
    assertThat(
            store(
                """
                [{"id":"aa","names":["web","alias"],"image":"i","metadata":"{\\"names\\":[\\"x\\"]}"},
                 {"id":"bb","flags":{"MountLabel":"","names":["no"]},"names":[]},
                 {"names":["without id"]},
                 {"id":"cc","names":[[],"db"],"created":"2026"}]
                """))
        .isEqualTo(Reading.known(new ContainersJson(Map.of("aa", "web", "cc", "db"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{",
        "sesame",
        "{\"Env\":[\"sesame",
        "[{\"id\":\"sesame\",\"names\":[",
        "\u0000sesame",
        "[{\"id\":\"aa\",\"names\":[\"sesame\"]}"
      })
  void whatIsDamagedIsNeverQuoted(String json) {
    assertThat(docker(json)).isNotInstanceOf(Reading.Known.class);
    assertThat(store(json)).isNotInstanceOf(Reading.Known.class);
    assertThat(docker(json) + " " + store(json)).doesNotContain("sesame");
  }

  @Test
  void aNameThatIsNoTextIsNone() {
    assertThat(docker("{\"Name\":{\"Name\":\"/x\"}}")).isEqualTo(Reading.absent("it has no name"));
  }
}
