package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  @ParameterizedTest
  @CsvSource({
    // a container's nodes have no guest around them, however short its name is
    "101, '', container, 101",
    "101, init, container, 101 init",
    "web1:vda, vda, web1, web1:vda",
    "web1:root, dm-0, web1, web1:root dm-0",
    "root, dm-0, '', root dm-0",
  })
  void bothNames(String name, String kernelName, String guest, String shown) {
    var node =
        new Node(
            NodeId.device(kernelName),
            Node.Kind.GUEST,
            name,
            kernelName,
            Optional.empty(),
            Optional.empty(),
            Node.Counting.NONE,
            Map.of("guest", guest));
    assertThat(Labels.both(node, 40)).isEqualTo(shown);
  }
}
