package dev.iosleuth.sample;

/** A host with containers whose managers know their names, in files that hold a secret, too. */
public final class TestingContainers {
  public static final String DOCKER = "0123456789abcdef".repeat(4);
  public static final String PODMAN = "1123456789abcdef".repeat(4);
  static final String VOLATILE = "2123456789abcdef".repeat(4);
  static final String POD = "3123456789abcdef".repeat(4);
  private static final String UNKNOWN = "4123456789abcdef".repeat(4);
  private static final String STORE = "var/lib/containers/storage/overlay-containers/";

  private TestingContainers() {}

  private static String store(String id, String name) {
    return "[{\"id\":\"%s\",\"names\":[\"%s\"],\"metadata\":\"sesame\"}]".formatted(id, name);
  }

  /** A container each of Docker, Podman (two) and Kubernetes, one that nobody knows, and none. */
  public static TestingHost host() {
    var host = new TestingHost();
    host.tree()
        .file(
            "var/lib/docker/containers/" + DOCKER + "/config.v2.json",
            "{\"Config\":{\"Env\":[\"PASSWORD=sesame\"]},\"Name\":\"/web\"}")
        .file(STORE + "containers.json", store(PODMAN, "db"))
        .file("run/containers/storage/overlay-containers/volatile-containers.json", "[{\"id\":")
        .file(STORE + "volatile-containers.json", store(VOLATILE, "job"))
        .link("var/log/containers/cart-7d_shop_app-" + POD + ".log", "/var/log/pods/x")
        .link("var/log/containers/other", "/x");
    group(host, 10, "/system.slice/docker-" + DOCKER + ".scope");
    group(host, 11, "/machine.slice/libpod-" + PODMAN + ".scope");
    group(host, 12, "/machine.slice/libpod-" + VOLATILE + ".scope/container");
    group(host, 13, "/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + POD + ".scope");
    group(host, 14, "/docker/" + UNKNOWN);
    group(host, 15, "/system.slice/" + DOCKER + "0.service");
    return host;
  }

  static void group(TestingHost host, int pid, String path) {
    host.process(pid, "app", 500, 0, "app");
    host.tree().file("proc/" + pid + "/cgroup", "0::" + path + "\n");
  }
}
