package dev.iosleuth.lab;

/** How much of something is where it belongs. */
record Share(long right, long total) {
  static final Share NONE = new Share(0, 0);

  Share plus(Share other) {
    return new Share(right + other.right, total + other.total);
  }

  /** 1 where there was nothing to be told. */
  double of() {
    return total == 0 ? 1 : (double) right / total;
  }

  /** What is claimed beyond the truth is as wrong as what is missing. */
  static Share strict(long truth, long told) {
    return new Share(Math.min(truth, told), Math.max(truth, told));
  }
}
