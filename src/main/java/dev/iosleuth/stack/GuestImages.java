package dev.iosleuth.stack;

import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.unit.DevNo;
import java.util.Optional;

/** Finds the nodes of guests and of their images in the graph of the same sample. */
public final class GuestImages {
  private final Stack stack;

  public GuestImages(Stack stack) {
    this.stack = stack;
  }

  public Optional<Node> node(Guest guest) {
    return stack.find(GuestNodes.id(guest));
  }

  /** The device or file that an image is, or what stands for one that lies elsewhere. */
  public Optional<NodeId> of(Guest guest, GuestImage image) {
    return stack.lowers(GuestNodes.id(guest)).stream()
        .map(Edge::lower)
        .filter(lower -> is(stack.node(lower), image))
        .findFirst();
  }

  private boolean is(Node node, GuestImage image) {
    if (node.kind() == Node.Kind.REMOTE && !node.isDevice()) {
      return GuestNodes.elsewhere(image).equals(Optional.of(node.id()));
    }
    if (node.isDevice()) {
      return (image.device().isPresent() && node.dev().equals(image.device()))
          || image.path().equals("/dev/" + node.kernelName());
    }
    if (node.kind() == Node.Kind.FILESYSTEM) {
      return image.device().isPresent() && node.dev().equals(image.device());
    }
    String path = image.open().map(file -> file.path()).orElse(image.path());
    Optional<DevNo> home = image.open().flatMap(file -> file.dev());
    String fileSystem = node.attribute("file_system");
    return node.kind() == Node.Kind.FILE
        && node.name().equals(path)
        && (home.isEmpty()
            || fileSystem.isEmpty()
            || fileSystem.equals(FileSystems.id(home.get()).value()));
  }
}
