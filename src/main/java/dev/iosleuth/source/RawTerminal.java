package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal of this process key by key, without echo, until it is closed: then it is as it was.
 * What is shown is printed elsewhere; this only reads.
 */
public final class RawTerminal implements AutoCloseable {
  private static final char ESCAPE = '\u001b';

  /** The rest of a key's sequence comes at once, over a slow line a little later. */
  private static final long SEQUENCE_MS = 50;

  private static final long PATIENCE_MS = 3_600_000;

  /** Java's own thread for signals gets a processor within that, s. */
  private static final long HANDED_ON_S = 10;

  private static final int LONGEST = 256;
  private final org.jline.terminal.Terminal terminal;
  private final NonBlockingReader reader;
  private final Attributes before;
  private Size size;

  private RawTerminal(org.jline.terminal.Terminal terminal) {
    this.terminal = terminal;
    this.reader = terminal.reader();
    this.size = terminal.getSize();
    this.before = terminal.getAttributes();
    raw();
  }

  /**
   * @param interrupted told of Ctrl-C
   * @param changed told when the size has changed, or the screen may be another's after a stop
   * @param asked told when somebody else wants it to stop for a while: SIGTSTP
   */
  public static Reading<RawTerminal> open(Runnable changed, Runnable interrupted, Runnable asked) {
    try {
      var opened =
          new RawTerminal(
              TerminalBuilder.builder()
                  .system(true)
                  .dumb(false)
                  .provider(TerminalBuilder.PROP_PROVIDER_FFM)
                  .encoding(StandardCharsets.UTF_8)
                  .build());
      opened.terminal.handle(Signal.INT, _ -> interrupted.run());
      opened.terminal.handle(Signal.WINCH, _ -> changed.run());
      opened.terminal.handle(Signal.TSTP, _ -> asked.run());
      opened.terminal.handle(
          Signal.CONT,
          _ -> {
            opened.raw();
            changed.run();
          });
      return Reading.known(opened);
    } catch (IOException | IllegalStateException e) {
      return Reading.absent("standard input and output are not one terminal");
    }
  }

  /**
   * Also without Ctrl-Z, which is a key here: the screen has to be left before {@link #stop}. And
   * without Ctrl-backslash, upon which Java prints its threads.
   */
  private void raw() {
    terminal.enterRawMode();
    Attributes attributes = terminal.getAttributes();
    attributes.setControlChar(ControlChar.VSUSP, 0);
    attributes.setControlChar(ControlChar.VQUIT, 0);
    terminal.setAttributes(attributes);
  }

  /**
   * Stops this process and what was started with it, the terminal as it was before, until a shell
   * lets them go on; then it is key by key again. Returns at once where no shell could.
   */
  public void stop() {
    try {
      terminal.setAttributes(before);
      // Java hands a signal on a while later, to the handler that there is by then
      var handedOn = new CountDownLatch(1);
      SignalHandler asked = terminal.handle(Signal.TSTP, _ -> handedOn.countDown());
      // the others first, a script around it among them: the shell waits for each of them
      OwnProcess.stopGroup();
      if (handedOn.await(HANDED_ON_S, TimeUnit.SECONDS)) {
        terminal.handle(Signal.TSTP, SignalHandler.SIG_DFL);
        OwnProcess.stop();
      }
      terminal.handle(Signal.TSTP, asked);
      raw();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // JLine has closed it upon SIGTERM, and the program ends
    }
  }

  public int columns() {
    return size().getColumns();
  }

  public int rows() {
    return size().getRows();
  }

  /** The last known one where JLine has closed the terminal: it does so by itself upon SIGTERM. */
  private Size size() {
    try {
      size = terminal.getSize();
    } catch (IllegalStateException e) {
      return size;
    }
    return size;
  }

  /**
   * Waits for a key: its characters, several where they are one key's sequence or came as fast as
   * one; empty at the end of the input.
   */
  public String read() {
    var typed = new StringBuilder();
    try {
      int next = await();
      boolean more = next == ESCAPE || Character.isHighSurrogate((char) next);
      while (next >= 0 && typed.length() < LONGEST) {
        typed.append((char) next);
        next = more ? reader.read(SEQUENCE_MS) : NonBlockingReader.READ_EXPIRED;
      }
    } catch (IOException | IllegalStateException e) {
      return "";
    }
    return typed.toString();
  }

  /** With a time limit, since a reading without one keeps the terminal from being closed. */
  private int await() throws IOException {
    int next;
    do {
      next = reader.read(PATIENCE_MS);
    } while (next == NonBlockingReader.READ_EXPIRED);
    return next;
  }

  @Override
  public void close() {
    try {
      // gives the modes back; upon SIGTERM JLine does so, too, at the same time, which does no harm
      terminal.close();
    } catch (IOException | IllegalStateException e) {
      // it is gone, or closed already, and then it is as it was
    }
  }
}
