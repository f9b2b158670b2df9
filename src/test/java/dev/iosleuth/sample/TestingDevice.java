package dev.iosleuth.sample;

import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.unit.DevNo;
import java.util.List;

/** A block device in the making; {@link TestingDevices} starts one, {@link TestingSamples} ends. */
public final class TestingDevice {
  final String name;
  private DevNo dev;
  private Personality personality;
  private Reading<Long> sizeSectors = Reading.known(TestingDevices.GIB);
  private Reading<Long> diskseq = Reading.absent("needs kernel 5.15");
  private Reading<String> model = Reading.absent("no such file");
  private Reading<String> vendor = Reading.absent("no such file");
  private Reading<String> serial = Reading.absent("no such file");
  private List<String> slaves = List.of();
  private Queue queue = Queue.absent("no such file");
  private boolean removable;

  TestingDevice(String name, DevNo dev, Personality personality) {
    this.name = name;
    this.dev = dev;
    this.personality = personality;
  }

  public TestingDevice dev(int major, int minor) {
    this.dev = new DevNo(major, minor);
    return this;
  }

  public TestingDevice personality(Personality other) {
    this.personality = other;
    return this;
  }

  /** In sectors of 512 bytes. */
  public TestingDevice size(long sectors) {
    this.sizeSectors = Reading.known(sectors);
    return this;
  }

  public TestingDevice sizeUnknown() {
    this.sizeSectors = Reading.absent("no such file");
    return this;
  }

  public TestingDevice diskseq(long number) {
    this.diskseq = Reading.known(number);
    return this;
  }

  public TestingDevice model(String words) {
    this.model = Reading.known(words);
    return this;
  }

  public TestingDevice vendor(String word) {
    this.vendor = Reading.known(word);
    return this;
  }

  public TestingDevice serial(String number) {
    this.serial = Reading.known(number);
    return this;
  }

  public TestingDevice on(String... lowers) {
    this.slaves = List.of(lowers);
    return this;
  }

  /** Its medium can be taken out. */
  public TestingDevice removable() {
    this.removable = true;
    return this;
  }

  public TestingDevice queue(Queue other) {
    this.queue = other;
    return this;
  }

  List<String> slaves() {
    return slaves;
  }

  /**
   * @param holders kernel names of what stands on it
   */
  public BlockDevice build(List<String> holders) {
    return new BlockDevice(
        name,
        dev,
        personality,
        diskseq,
        sizeSectors,
        Reading.known(0L),
        Reading.known(removable),
        Reading.known(false),
        Reading.known(personality instanceof Personality.NvmePath),
        model,
        vendor,
        serial,
        slaves,
        holders,
        queue);
  }
}
