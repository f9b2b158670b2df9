package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonField;
import dev.iosleuth.kernel.json.JsonText;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a QMP monitor said within one connection: its greeting, answers by the ids of their
 * questions, events in between. docs/interop/qmp-spec.rst.
 *
 * <pre>
 * {"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian …"}, …}}
 * {"return": {}, "id": "qmp_capabilities"}
 * {"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RTC_CHANGE", "data": {…}}
 * {"error": {"class": "CommandNotFound", "desc": "…"}, "id": "query-named-block-nodes"}
 * </pre>
 */
final class QmpAnswers {
  private final String path;
  private final Asked asked;
  private final Map<String, Json.Members> byId;

  private QmpAnswers(String path, Asked asked, Map<String, Json.Members> byId) {
    this.path = path;
    this.asked = asked;
    this.byId = byId;
  }

  static Reading<QmpAnswers> parse(Text text) {
    Asked asked = Asked.of(text);
    return JsonText.values(text.path(), text.bytes(), asked.from())
        .then(values -> of(text.path(), asked, values));
  }

  private static Reading<QmpAnswers> of(String path, Asked asked, List<Json> values) {
    var byId = new HashMap<String, Json.Members>();
    for (Json value : values) {
      if (!(value instanceof Json.Members members)) {
        return Reading.malformed(path, "objects", value.kind());
      }
      if (members.values().get("id") instanceof Json.Word(String id)) {
        byId.put(id, members);
      }
    }
    return byId.isEmpty()
        ? Reading.malformed(path, "answers of a QMP monitor", "none")
        : Reading.known(new QmpAnswers(path, asked, byId));
  }

  Asked asked() {
    return asked;
  }

  /** What the command returned; absent with qemu's words if it refused. */
  JsonField of(QmpCommand command) {
    return JsonField.of(path + ": " + command.word(), answer(command.word()));
  }

  private Reading<Json> answer(String id) {
    Json.Members answer = byId.get(id);
    if (answer == null) {
      return Reading.absent("not asked");
    }
    Json result = answer.values().get("return");
    if (result != null) {
      return Reading.known(result);
    }
    JsonField error = JsonField.of(path, Reading.known((Json) answer)).field("error").field("desc");
    return error.text().then(words -> Reading.absent("qemu answered: " + words));
  }
}
