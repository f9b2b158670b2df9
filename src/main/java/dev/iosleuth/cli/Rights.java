package dev.iosleuth.cli;

import dev.iosleuth.sample.Note;
import java.util.List;

/** Says at the end how to see what only root sees. */
final class Rights {
  private final boolean live;
  private boolean lacking;

  /**
   * @param live whether it is this host, now: a recording cannot be made anew here
   */
  Rights(boolean live) {
    this.live = live;
  }

  void look(List<Note> notes) {
    lacking |= notes.stream().anyMatch(Rights::wantsRoot);
  }

  private static boolean wantsRoot(Note note) {
    return note.kind() == Note.Kind.GAP && note.text().contains("needs root");
  }

  void tell(Console console) {
    if (lacking && !live) {
      console.error("it was recorded without root: what only root sees is not in it");
    } else if (lacking) {
      console.error(
          "not all could be seen without root: run it by sudo, or allow this JDK's java once by"
              + " setcap cap_sys_ptrace,cap_dac_read_search,cap_net_admin+ep (it then holds for"
              + " every Java program)");
    }
  }
}
