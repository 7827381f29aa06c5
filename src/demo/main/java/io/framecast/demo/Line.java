package io.framecast.demo;

/** A line of the screen, and in which tone a terminal shows it. */
record Line(String text, Tone tone) {
  /** How a terminal is asked for it. */
  enum Tone {
    TITLE("\033[7m"),
    STRONG("\033[1m"),
    PLAIN(""),
    FAINT("\033[2m"),
    /** Text that holds its own colours. */
    PICTURE("");

    private final String on;

    Tone(String on) {
      this.on = on;
    }
  }

  static Line plain(String text) {
    return new Line(text, Tone.PLAIN);
  }

  /** The text between what turns its tone on and off. */
  String coloured() {
    return tone.on.isEmpty() ? text : tone.on + text + "\033[0m";
  }

  /** Within so many columns; a picture has been made to fit. */
  Line within(int width) {
    return tone == Tone.PICTURE || text.length() <= width
        ? this
        : new Line(text.substring(0, width), tone);
  }
}
