package dev.iosleuth.view.graph;

import dev.iosleuth.stack.Node;

/** Colours by what a node is: who asks, what holds files, what maps, what copies, what turns. */
enum Palette {
  ASKS("#dbeafe", "#2563eb", "#1e3a5f", "#60a5fa"),
  HOLDS("#dcfce7", "#16a34a", "#14402a", "#4ade80"),
  MAPS("#f1f5f9", "#64748b", "#27313f", "#94a3b8"),
  COPIES("#fef3c7", "#d97706", "#453410", "#fbbf24"),
  REPLICATES("#f3e8ff", "#9333ea", "#3b2159", "#c084fc"),
  TURNS("#ffe4e6", "#e11d48", "#4c1d2a", "#fb7185");

  final String fill;
  final String line;
  final String darkFill;
  final String darkLine;

  Palette(String fill, String line, String darkFill, String darkLine) {
    this.fill = fill;
    this.line = line;
    this.darkFill = darkFill;
    this.darkLine = darkLine;
  }

  static Palette of(Node node) {
    return switch (node.kind()) {
      case GUEST, PROCESS, CGROUP -> ASKS;
      case FILESYSTEM, SWAP, POOL, FILE -> HOLDS;
      case PARTITION, VOLUME, LOOP, CACHE -> MAPS;
      case ARRAY -> COPIES;
      case DRBD, PEER -> REPLICATES;
      case DISK, REMOTE, MEMORY, PATH -> TURNS;
    };
  }
}
