package dev.iosleuth.kernel.qemu;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where the node of a protocol driver leads: qapi/block-core.json, BlockdevOptions. */
final class Protocols {
  private Protocols() {}

  static Place place(String driver, Options options) {
    return switch (driver) {
      case "file", "host_device", "host_cdrom", "host_floppy" ->
          FileName.path(options.get("filename"));
      case "" -> FileName.parse(options.get("filename"));
      case "nvme-io_uring", "io_uring" -> FileName.path(options.first("path", "filename"));
      case "virtio-blk-vhost-user" -> new Place.VhostUser(options.get("path"));
      case "nbd" -> new Place.Remote(driver, nbd(options));
      case "rbd" -> new Place.Remote(driver, rbd(options));
      case "iscsi" ->
          new Place.Remote(driver, named(options, slashed(options, "portal", "target", "lun")));
      case "nfs" ->
          new Place.Remote(
              driver, named(options, options.get("server.host") + options.get("path")));
      case "gluster" -> new Place.Remote(driver, gluster(options));
      case "ssh" ->
          new Place.Remote(
              driver, named(options, options.get("server.host") + options.get("path")));
      case "http", "https", "ftp", "ftps" -> named(driver, options, "url");
      case "sheepdog" -> new Place.Remote(driver, slashed(options, "server.host", "vdi"));
      case "vitastor" -> new Place.Remote(driver, slashed(options, "pool", "image"));
      default ->
          new Place.Other(
              driver, FileName.shown(options.first("filename", "device", "path", "dir", "export")));
    };
  }

  private static Place named(String driver, Options options, String key) {
    String name = options.first(key, "filename");
    return FileName.parse(name) instanceof Place.Remote remote
        ? remote
        : new Place.Remote(driver, FileName.shown(name));
  }

  /** A URL in "filename" tells the same as the single options, which then are not there. */
  private static String named(Options options, String address) {
    String name = options.get("filename");
    return !name.isEmpty() && FileName.parse(name) instanceof Place.Remote remote
        ? remote.address()
        : address;
  }

  private static String nbd(Options options) {
    String path = options.first("server.path", "path");
    String export = options.get("export");
    String server =
        path.isEmpty()
            ? options.first("server.host", "host") + ":" + options.first("server.port", "port")
            : "unix:" + path;
    return named(options, export.isEmpty() ? server : server + "/" + export);
  }

  private static String rbd(Options options) {
    String image = named(options, slashed(options, "pool", "namespace", "image"));
    String snapshot = options.get("snapshot");
    return snapshot.isEmpty() ? image : image + "@" + snapshot;
  }

  private static String gluster(Options options) {
    String path = options.get("path");
    String volume = options.get("volume") + (path.startsWith("/") ? "" : "/") + path;
    return named(options, options.first("server.0.host", "server.0.path") + "/" + volume);
  }

  private static String slashed(Options options, String... keys) {
    return Arrays.stream(keys)
        .map(options::get)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining("/"));
  }
}
