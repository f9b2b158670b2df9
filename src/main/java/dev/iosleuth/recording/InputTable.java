package dev.iosleuth.recording;

import dev.iosleuth.recording.Input.Form;
import dev.iosleuth.recording.Input.When;
import java.util.ArrayList;
import java.util.List;

/** Writes down {@link Inputs}, several names of a folder in one row. */
final class InputTable {
  private final List<Input> inputs = new ArrayList<>();

  InputTable every(String purpose, String folder, String names) {
    return add(When.EVERY, Form.FILE, purpose, folder, names);
  }

  InputTable active(Form form, String purpose, String folder, String names) {
    return add(When.ACTIVE, form, purpose, folder, names);
  }

  InputTable complete(String purpose, String folder, String names) {
    return add(When.COMPLETE, Form.FILE, purpose, folder, names);
  }

  InputTable names(String purpose, String folder, String names) {
    return add(When.COMPLETE, Form.NAME, purpose, folder, names);
  }

  InputTable links(String purpose, String folder, String names) {
    return add(When.COMPLETE, Form.LINK, purpose, folder, names);
  }

  private InputTable add(When when, Form form, String purpose, String folder, String names) {
    for (String name : names.split(" ", -1)) {
      inputs.add(new Input(when, form, folder + name, purpose));
    }
    return this;
  }

  List<Input> all() {
    return List.copyOf(inputs);
  }
}
