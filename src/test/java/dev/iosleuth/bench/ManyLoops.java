package dev.iosleuth.bench;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.source.LoopDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes many loop devices of one file, says so, and takes them away when its standard input ends,
 * which it does even if the script that started it is killed. For bench/sweep.
 */
final class ManyLoops {
  private static final int FIRST = 1000;
  private static final int TRIES = 50;

  private ManyLoops() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long count = Fields.parse(arguments[1]).orElseThrow();
    List<LoopDevice> devices = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        devices.add(LoopDevice.attachAt(arguments[0], FIRST + i).optional().orElseThrow());
      }
      System.out.println("ready");
      System.in.transferTo(System.out);
    } finally {
      devices.forEach(LoopDevice::close);
      for (LoopDevice device : devices) {
        remove(device.number());
      }
    }
  }

  /** udev may still look at it. */
  private static void remove(int number) throws InterruptedException {
    for (int i = 0; i < TRIES && LoopDevice.remove(number).isPresent(); i++) {
      Thread.sleep(20);
    }
  }
}
