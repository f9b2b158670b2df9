package dev.iosleuth.cli;

import dev.iosleuth.cli.TopEvents.Event;
import dev.iosleuth.source.RawTerminal;
import dev.iosleuth.view.screen.Key;
import dev.iosleuth.view.screen.Painter;
import dev.iosleuth.view.screen.Screen;
import dev.iosleuth.view.screen.Session;
import java.time.ZoneId;

/** Draws the screen anew after each key and each interval, until an end is wanted. */
final class TopLoop {
  private final Session session;
  private final RawTerminal terminal;
  private final TopSampler sampler;
  private final TopEvents events;
  private final Console console;
  private final Painter painter;
  private boolean over;
  private long seen;

  TopLoop(
      Session session,
      RawTerminal terminal,
      TopSampler sampler,
      TopEvents events,
      Console console,
      boolean color) {
    this.session = session;
    this.terminal = terminal;
    this.sampler = sampler;
    this.events = events;
    this.console = console;
    this.painter = new Painter(color);
  }

  /** At most so many intervals. */
  void run(long count) {
    events.background("top-keys", this::readKeys);
    sampler.start(session.seconds());
    console.print(Painter.ENTER);
    try {
      while (!over) {
        if (!events.more() && !draw()) {
          break;
        }
        handle(events.next());
        over |= session.over() || seen >= count;
      }
    } finally {
      console.print(Painter.LEAVE);
    }
  }

  private void readKeys() {
    String typed;
    do {
      typed = terminal.read();
      events.add(new Event.Typed(typed));
    } while (!typed.isEmpty());
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Typed(String text) -> type(text);
      case Event.Seen(var moment) -> {
        session.add(moment);
        seen++;
      }
      case Event.Redraw _ -> painter.forget();
      case Event.Suspend _ -> suspend();
      case Event.Stop _ -> over = true;
      case Event.Failed(Throwable why) -> throw failure(why);
    }
  }

  /** Without input there are no keys to end it by. */
  private void type(String text) {
    over |= text.isEmpty();
    double before = session.seconds();
    for (Key key : Key.decode(text)) {
      session.press(key);
      if (key == Key.Special.REDRAW) {
        painter.forget();
      } else if (key == Key.Special.SUSPEND) {
        suspend();
      }
    }
    if (session.seconds() != before) {
      sampler.start(session.seconds());
    }
  }

  /** The shell gets the screen as it was, and the program all of it when it goes on. */
  private void suspend() {
    console.print(Painter.LEAVE);
    terminal.stop();
    console.print(Painter.ENTER);
    painter.forget();
  }

  private static RuntimeException failure(Throwable why) {
    return why instanceof RuntimeException known ? known : new IllegalStateException(why);
  }

  /** False if nobody looks any more. */
  private boolean draw() {
    int columns = terminal.columns();
    var lines = Screen.of(session, terminal.rows(), columns, ZoneId.systemDefault());
    String text = painter.paint(lines, columns);
    return text.isEmpty() || console.print(text);
  }
}
