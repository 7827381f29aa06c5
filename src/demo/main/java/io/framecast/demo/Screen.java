package io.framecast.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The view as text: a pure function of what is to be shown and of the room there is for it. */
final class Screen {
  private static final String FORMAT = " %-16s %8s %11s %8s %8s %7s %13s";
  private static final String HEADING =
      FORMAT.formatted("stream", "frames", "predictions", "bce", "mse", "skill", "latency ms");
  private static final List<String> LEGEND =
      List.of(
          " bce, mse  errors per pixel over the last 30 predictions of a stream",
          " skill     of the same: 1 is perfect, 0 no better than to copy the last frame",
          " latency   p50 / p99 from a frame's append to its visible prediction");
  private static final String END = "Ctrl-C: the end, with an account of every frame";
  private static final String WATCHING = "the trainer watches";

  private final Addresses addresses;
  private final String keys;

  /**
   * Of one performance.
   *
   * @param key what else may be pressed, and what it does; empty for nothing
   */
  Screen(Addresses addresses, String key) {
    this.addresses = addresses;
    this.keys = " keys      " + (key.isEmpty() ? "" : key + "; ") + END;
  }

  /** At most {@code height} lines of at most {@code width} characters. */
  List<Line> lines(View view, int width, int height) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(title(view, width), Line.Tone.TITLE));
    lines.add(Line.plain(""));
    addresses().forEach(line -> lines.add(Line.plain(line)));
    lines.add(Line.plain(""));
    lines.add(new Line(HEADING, Line.Tone.STRONG));
    List<Line> tail = new ArrayList<>();
    tail.add(new Line(row(view.total()), Line.Tone.STRONG));
    tail.add(Line.plain(""));
    tail.add(Line.plain(" model     " + model(view) + "  " + learning(view)));
    if (!view.filmed().isEmpty()) {
      tail.add(Line.plain(" filmed    " + view.filmed()));
    }
    LEGEND.forEach(line -> tail.add(new Line(line, Line.Tone.FAINT)));
    tail.add(new Line(keys, Line.Tone.FAINT));
    int room = Math.max(1, height - lines.size() - tail.size());
    List<Row> rows = view.rows();
    int shown = rows.size() <= room ? rows.size() : room - 1;
    rows.subList(0, shown).forEach(row -> lines.add(Line.plain(row(row))));
    if (shown < rows.size()) {
      lines.add(Line.plain(" and " + (rows.size() - shown) + " more"));
    }
    lines.addAll(tail);
    lines.addAll(Pictures.lines(view.pairs(), width, height - lines.size()));
    return lines.stream().limit(height).map(line -> line.within(width)).toList();
  }

  /** One line for a log. */
  String line(View view) {
    Row total = view.total();
    if (view.rows().isEmpty()) {
      return clock(view.time()) + "  " + view.phase();
    }
    return String.format(
        Locale.ROOT,
        "%s  %-8s  frames %d  predictions %d  bce %s  skill %s  latency p50/p99 %s ms%s%s",
        clock(view.time()),
        view.phase(),
        total.frames(),
        total.predictions(),
        figure(total.bce(), 5),
        figure(total.skill(), 3),
        total.latency(),
        total.refused() == 0 ? "" : "  dead letters " + total.refused(),
        view.filmed().isEmpty() ? "" : "  " + view.filmed());
  }

  /** One line for a log: what was said about learning, and when. */
  static String said(Duration time, String text) {
    return clock(time) + "  " + text;
  }

  private static String model(View view) {
    return view.model().isEmpty() ? "-" : view.model();
  }

  private static String learning(View view) {
    return view.learning().isEmpty() ? WATCHING : view.learning();
  }

  /** How to take part: each line within 80 columns, to be copied. */
  List<String> addresses() {
    String kcat = "kcat -b " + addresses.bootstrap();
    return List.of(
        " in    " + kcat + " -Pt framecast.frames -k cam1 frame.png",
        " out   " + kcat + " -Ct framecast.predictions -f '%k %h\\n'",
        " look  %s   :%d/streams   :%d/trainer"
            .formatted(addresses.consoleHttp(), addresses.httpPort(), addresses.trainerPort()));
  }

  private static String title(View view, int width) {
    String name = " FRAMECAST ";
    String what = " the next frame of every stream, while it flows through Kafka";
    String limit = view.limit().isZero() ? "" : " of " + clock(view.limit());
    String state = view.phase() + " " + clock(view.time()) + limit + " ";
    int gap = width - name.length() - state.length();
    String middle = gap > what.length() ? what : "";
    return name + middle + " ".repeat(Math.max(1, gap - middle.length())) + state;
  }

  private static String row(Row row) {
    return FORMAT.formatted(
        shortened(row.stream(), 16),
        row.frames(),
        row.predictions() + (row.refused() == 0 ? "" : "+" + row.refused() + "!"),
        figure(row.bce(), 5),
        figure(row.mse(), 5),
        figure(row.skill(), 3),
        row.latency());
  }

  /** Stream ids come from anywhere: control characters would move the cursor. */
  static String shortened(String name, int most) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= most ? plain : plain.substring(0, most - 1) + "~";
  }

  private static String figure(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String clock(Duration time) {
    long s = time.toSeconds();
    return s < 3600
        ? String.format(Locale.ROOT, "%02d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
