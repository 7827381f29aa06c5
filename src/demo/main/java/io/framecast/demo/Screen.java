package io.framecast.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The view as text: a pure function of what is to be shown and of the room there is for it. */
final class Screen {
  private static final String FORMAT = " %-16s %8s %11s %8s %8s %7s %13s";

  private final Addresses addresses;

  Screen(Addresses addresses) {
    this.addresses = addresses;
  }

  /** At most {@code height} lines of at most {@code width} characters. */
  List<String> lines(View view, int width, int height) {
    List<String> lines = new ArrayList<>();
    lines.add(title(view, width));
    lines.add("");
    lines.addAll(addresses());
    lines.add("");
    lines.add(
        FORMAT.formatted("stream", "frames", "predictions", "bce", "mse", "skill", "latency ms"));
    List<String> tail = new ArrayList<>();
    tail.add(row(view.total()));
    tail.add("");
    tail.addAll(legend());
    int room = Math.max(1, height - lines.size() - tail.size());
    List<Row> rows = view.rows();
    int shown = rows.size() <= room ? rows.size() : room - 1;
    rows.subList(0, shown).forEach(row -> lines.add(row(row)));
    if (shown < rows.size()) {
      lines.add(" and " + (rows.size() - shown) + " more");
    }
    lines.addAll(tail);
    return lines.stream()
        .limit(height)
        .map(line -> line.length() <= width ? line : line.substring(0, width))
        .toList();
  }

  /** One line for a log. */
  String line(View view) {
    Row total = view.total();
    if (view.rows().isEmpty()) {
      return clock(view.time()) + "  " + view.phase();
    }
    return String.format(
        Locale.ROOT,
        "%s  %-8s  frames %d  predictions %d  bce %s  skill %s  latency p50/p99 %s ms%s",
        clock(view.time()),
        view.phase(),
        total.frames(),
        total.predictions(),
        figure(total.bce(), 5),
        figure(total.skill(), 3),
        total.latency(),
        total.refused() == 0 ? "" : "  dead letters " + total.refused());
  }

  /** How to take part: each line within 80 columns, to be copied. */
  List<String> addresses() {
    String kcat = "kcat -b " + addresses.bootstrap();
    return List.of(
        " in    " + kcat + " -Pt framecast.frames -k cam1 frame.png",
        " out   " + kcat + " -Ct framecast.predictions -f '%k %h\\n'",
        " http  " + addresses.http() + "/streams  /info  /health  /prometheus");
  }

  private static String title(View view, int width) {
    String left = " FRAMECAST  the next frame of every stream, while it flows through Kafka";
    String right =
        view.phase()
            + "  "
            + clock(view.time())
            + (view.limit().isZero() ? "" : " of " + clock(view.limit()))
            + " ";
    int gap = width - left.length() - right.length();
    return gap >= 1 ? left + " ".repeat(gap) + right : " FRAMECAST  " + right;
  }

  private static List<String> legend() {
    return List.of(
        " bce, mse  error per pixel of the last 30 predictions of a stream: lower is better",
        " skill     1 perfect, 0 no better than the last frame copied",
        " latency   p50 / p99 from a frame's append to its visible prediction",
        " Ctrl-C    ends it with an account of every frame");
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
  private static String shortened(String name, int most) {
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
