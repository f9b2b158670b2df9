package dev.iosleuth.kernel.netlink;

import dev.iosleuth.reading.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Messages of generic netlink: a netlink header of 16 bytes (length 4, type 2, flags 2, sequence 4,
 * port 4; include/uapi/linux/netlink.h), a generic one of 4 (command 1, version 1, reserved 2;
 * genetlink.h), then attributes (length 2, type 2, payload), each filled up to 4 bytes. All in the
 * byte order of the processor.
 */
public final class GenericNetlink {
  /** Type of the message that carries an error, 0 being success (NLMSG_ERROR). */
  public static final int ERROR = 2;

  private static final int HEADERS = 20;
  private static final int REQUEST_AND_ACKNOWLEDGE = 0x1 | 0x4;

  /** The controller, which knows the numbers of families (GENL_ID_CTRL, CTRL_CMD_GETFAMILY). */
  private static final int CONTROLLER = 0x10;

  private static final int GET_FAMILY = 3;
  private static final int FAMILY_ID = 1;
  private static final int FAMILY_NAME = 2;

  private GenericNetlink() {}

  /**
   * One message of a datagram; its attributes lie between {@code from} and {@code to}.
   *
   * @param command 0 for an error
   */
  @SuppressWarnings("ArrayRecordComponent") // a view into a datagram; never compared
  public record Message(int type, int command, byte[] bytes, int from, int to) {
    /** Of an error message: the positive error number. */
    public int error() {
      return to - from >= 4 ? -buffer(bytes).getInt(from) : 0;
    }
  }

  /** One attribute; its payload lies between {@code from} and {@code to}. */
  @SuppressWarnings("ArrayRecordComponent") // a view into a datagram; never compared
  public record Attribute(int type, byte[] bytes, int from, int to) {
    /** Those nested in it. */
    public List<Attribute> nested() {
      return attributes(bytes, from, to);
    }

    public Optional<Integer> number() {
      return switch (to - from) {
        case 2 -> Optional.of(buffer(bytes).getShort(from) & 0xffff);
        case 4 -> Optional.of(buffer(bytes).getInt(from));
        default -> Optional.empty();
      };
    }
  }

  /** A request with one attribute that holds a string. */
  public static byte[] request(int family, int command, int attribute, String value) {
    byte[] text = Utf8.encode(value + "\0");
    int length = HEADERS + 4 + text.length;
    byte[] bytes = new byte[aligned(length)];
    ByteBuffer message = buffer(bytes);
    message.putInt(length).putShort((short) family).putShort((short) REQUEST_AND_ACKNOWLEDGE);
    message.putInt(1).putInt(0);
    message.put((byte) command).put((byte) 1).putShort((short) 0);
    message.putShort((short) (4 + text.length)).putShort((short) attribute).put(text);
    return bytes;
  }

  public static byte[] familyRequest(String name) {
    return request(CONTROLLER, GET_FAMILY, FAMILY_NAME, name);
  }

  /** The number of the family in the controller's answer. */
  public static Optional<Integer> family(Message answer) {
    return attributes(answer.bytes(), answer.from(), answer.to()).stream()
        .filter(attribute -> attribute.type() == FAMILY_ID)
        .findFirst()
        .flatMap(Attribute::number);
  }

  /** The messages of one datagram; ends at the first whose length makes no sense. */
  public static List<Message> messages(byte[] datagram) {
    var messages = new ArrayList<Message>();
    ByteBuffer buffer = buffer(datagram);
    int at = 0;
    while (at + HEADERS <= datagram.length) {
      int length = buffer.getInt(at);
      if (length < HEADERS || length > datagram.length - at) {
        break;
      }
      int type = buffer.getShort(at + 4) & 0xffff;
      // an error has its number where others have the generic header
      int body = type == ERROR ? at + 16 : at + HEADERS;
      int command = type == ERROR ? 0 : datagram[at + 16] & 0xff;
      messages.add(new Message(type, command, datagram, body, at + length));
      at += aligned(length);
    }
    return messages;
  }

  public static List<Attribute> attributes(byte[] bytes, int from, int to) {
    var attributes = new ArrayList<Attribute>();
    ByteBuffer buffer = buffer(bytes);
    int at = from;
    while (at + 4 <= to) {
      int length = buffer.getShort(at) & 0xffff;
      if (length < 4 || length > to - at) {
        break;
      }
      // the two upper bits are flags (NLA_F_NESTED, NLA_F_NET_BYTEORDER)
      int type = buffer.getShort(at + 2) & 0x3fff;
      attributes.add(new Attribute(type, bytes, at + 4, at + length));
      at += aligned(length);
    }
    return attributes;
  }

  private static int aligned(int length) {
    return (length + 3) & ~3;
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** A copy of a payload. */
  static byte[] payload(Attribute attribute) {
    return Arrays.copyOfRange(attribute.bytes(), attribute.from(), attribute.to());
  }
}
