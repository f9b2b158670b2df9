package dev.iosleuth.recording;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;

/** What is done to a sample's members before they are written down, besides masking secrets. */
interface Disguise {
  Disguise NONE =
      new Disguise() {
        @Override
        public Reading<Text> content(Text text) {
          return Reading.known(text);
        }

        @Override
        public String path(String path) {
          return path;
        }

        @Override
        public String target(String target) {
          return target;
        }

        @Override
        public String name(String name) {
          return name;
        }

        @Override
        public String host(String host) {
          return host;
        }

        @Override
        public String masked() {
          return "secrets";
        }
      };

  /** Absent if it is left out. */
  Reading<Text> content(Text text);

  String path(String path);

  /** Of a symbolic link. */
  String target(String target);

  /** Of a process. */
  String name(String name);

  String host(String host);

  /** What is taken out, for the header. */
  String masked();
}
