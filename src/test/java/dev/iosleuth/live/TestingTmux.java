package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;

/** A real terminal with a shell in it, and somebody who types and looks. */
final class TestingTmux implements AutoCloseable {
  private static final int PATIENCE_TENTHS = 900;
  private final String socket = "iosleuth-test-" + ProcessHandle.current().pid();

  TestingTmux(int columns, int rows) {
    // the tests' own environment has no terminal
    tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        "" + columns,
        "-y",
        "" + rows,
        "env",
        "-u",
        "NO_COLOR",
        "PS1=$ ",
        "sh");
  }

  private String tmux(String... words) {
    var command = new java.util.ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(words));
    return TestingHost.run(command.toArray(String[]::new));
  }

  /** Names of keys, as tmux has them: Enter, Escape, Down, C-c. */
  void press(String... keys) {
    for (String key : keys) {
      tmux("send-keys", key);
    }
  }

  void type(String text) {
    tmux("send-keys", "-l", text);
  }

  void resize(int columns, int rows) {
    tmux("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  List<String> screen() {
    return tmux("capture-pane", "-p").lines().toList();
  }

  /** Whether the program has the screen to itself, and the cursor is shown. */
  String modes() {
    return tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").strip();
  }

  /** Waits until the screen is as it should be. */
  List<String> await(String what, Predicate<List<String>> there) throws InterruptedException {
    List<String> screen = screen();
    for (int tenths = 0; tenths < PATIENCE_TENTHS; tenths++) {
      if (there.test(screen)) {
        return screen;
      }
      Thread.sleep(100);
      screen = screen();
    }
    assertThat(screen).as("%s, never seen; this is", what).isEmpty();
    return screen;
  }

  List<String> await(String part) throws InterruptedException {
    return await(part, screen -> screen.stream().anyMatch(l -> l.contains(part)));
  }

  @Override
  public void close() {
    tmux("kill-server");
  }
}
