package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Function;

/**
 * A block device made of a file, for as long as this process lives: it is detached when it is
 * closed, by the kernel if need be (LO_FLAGS_AUTOCLEAR). Needs root. include/uapi/linux/loop.h.
 */
public final class LoopDevice implements AutoCloseable {
  private static final String CONTROL = "/dev/loop-control";
  private static final int LOOP_SET_FD = 0x4C00;
  private static final int LOOP_CLR_FD = 0x4C01;
  private static final int LOOP_SET_STATUS64 = 0x4C04;
  private static final int LOOP_CONFIGURE = 0x4C0A;
  private static final int LOOP_CTL_ADD = 0x4C80;
  private static final int LOOP_CTL_REMOVE = 0x4C81;
  private static final int LOOP_CTL_GET_FREE = 0x4C82;

  /** struct loop_info64: its size and where its flags are. */
  private static final int INFO_BYTES = 232;

  private static final int INFO_FLAGS = 52;
  private static final int LO_FLAGS_AUTOCLEAR = 4;

  /** struct loop_config: descriptor, block size, loop_info64, reserved. */
  private static final int CONFIG_BYTES = 304;

  private static final int CONFIG_INFO = 8;

  /** EBUSY, when another process took the free number in between. */
  private static final int TRIES = 8;

  private final int number;
  private final OpenedFile device;

  private LoopDevice(int number, OpenedFile device) {
    this.number = number;
    this.device = device;
  }

  /** On the next free number. */
  public static Reading<LoopDevice> attach(String file) {
    return opened(file, LoopDevice::attach);
  }

  public static Reading<LoopDevice> attach(TemporaryFile file) {
    return attach(file.file());
  }

  private static Reading<LoopDevice> attach(OpenedFile file) {
    Reading<LoopDevice> device = Reading.absent("no loop device is free");
    for (int i = 0; i < TRIES && device.optional().isEmpty(); i++) {
      device = control(LOOP_CTL_GET_FREE, 0).then(free -> attach(file, free.intValue()));
    }
    return device;
  }

  /** On that number, which is made if it does not exist. */
  public static Reading<LoopDevice> attachAt(String file, int number) {
    control(LOOP_CTL_ADD, number);
    return opened(file, backing -> attach(backing, number));
  }

  private static Reading<LoopDevice> opened(
      String file, Function<OpenedFile, Reading<LoopDevice>> use) {
    Reading<OpenedFile> opened = OpenedFile.open(file, OpenedFile.READ_WRITE);
    Reading<LoopDevice> made = opened.then(use);
    opened.optional().ifPresent(OpenedFile::close);
    return made;
  }

  private static Reading<LoopDevice> attach(OpenedFile backing, int number) {
    return OpenedFile.open("/dev/loop" + number, OpenedFile.READ_WRITE)
        .then(device -> {
          Reading<Long> made = configured(backing, device);
          if (made.optional().isEmpty()) {
            device.close();
          }
          return made.map(_ -> new LoopDevice(number, device));
        });
  }

  /** At once, so that no end of this process leaves it attached; in two steps before Linux 5.8. */
  private static Reading<Long> configured(OpenedFile backing, OpenedFile device) {
    Reading<Long> atOnce = device.control(LOOP_CONFIGURE, config(backing, device));
    return atOnce.optional().isPresent()
        ? atOnce
        : device
            .control(LOOP_SET_FD, backing.descriptor())
            .then(_ -> device.control(LOOP_SET_STATUS64, clearedWhenClosed(device)));
  }

  private static MemorySegment config(OpenedFile backing, OpenedFile device) {
    MemorySegment config = device.buffer(CONFIG_BYTES);
    config.set(ValueLayout.JAVA_INT, 0, (int) backing.descriptor());
    config.set(ValueLayout.JAVA_INT, CONFIG_INFO + INFO_FLAGS, LO_FLAGS_AUTOCLEAR);
    return config;
  }

  private static MemorySegment clearedWhenClosed(OpenedFile device) {
    MemorySegment info = device.buffer(INFO_BYTES);
    info.set(ValueLayout.JAVA_INT, INFO_FLAGS, LO_FLAGS_AUTOCLEAR);
    return info;
  }

  /** Takes the device of that number away; why it stays, if it does. */
  public static Optional<String> remove(int number) {
    return control(LOOP_CTL_REMOVE, number).whyNot();
  }

  private static Reading<Long> control(int request, long argument) {
    Reading<OpenedFile> opened = OpenedFile.open(CONTROL, OpenedFile.READ_WRITE);
    Reading<Long> result = opened.then(control -> control.control(request, argument));
    opened.optional().ifPresent(OpenedFile::close);
    return result;
  }

  /** {@code loop3} */
  public String name() {
    return "loop" + number;
  }

  public int number() {
    return number;
  }

  @Override
  public void close() {
    device.control(LOOP_CLR_FD, 0);
    device.close();
  }
}
