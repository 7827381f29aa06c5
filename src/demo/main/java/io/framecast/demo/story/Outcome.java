package io.framecast.demo.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the story went; times are milliseconds after the change.
 *
 * @param calmSpeed of the squares at first
 * @param nextSpeed of them then
 * @param told what was said about learning since the change
 * @param before the version that was live until the promotion
 * @param after the one at the end
 * @param moved how many streams went on with other weights
 * @param lastMoved when the last of them did, for the last time
 */
public record Outcome(
    int calmSpeed,
    int nextSpeed,
    Arc arc,
    Ending ending,
    List<Told> told,
    String before,
    String after,
    int moved,
    long lastMoved) {

  /** What was said, and when. */
  public record Told(long at, String text) {}

  /** How it ended. */
  public enum Ending {
    RECOVERED,
    STOPPED,
    NEVER_FELL,
    NOT_PROMOTED,
    BELOW_THE_BAR
  }

  public boolean recovered() {
    return ending == Ending.RECOVERED;
  }

  /** The verdict's part. */
  public String sentence() {
    return switch (ending) {
      case RECOVERED ->
          "skill is back at %s, not below the bar of %s".formatted(now(), Arc.figure(arc.bar()));
      case STOPPED -> "the story was stopped before its end";
      case NEVER_FELL ->
          "expected skill to fall below %s with the change, found %s at the worst"
              .formatted(Arc.figure(arc.before()), Arc.figure(arc.worst()));
      case NOT_PROMOTED ->
          "expected a promotion within %d s of the change, found none"
              .formatted(Story.MOST_SECONDS);
      case BELOW_THE_BAR ->
          "expected a skill of at least %s for %d s within %d s of the change, found %s"
              .formatted(Arc.figure(arc.bar()), Arc.LASTING, Story.MOST_SECONDS, now());
    };
  }

  /** The summary's part: a name and a text in each row. */
  public List<Row> rows(int streams) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("story", "the squares' speed: %d, then %d".formatted(calmSpeed, nextSpeed)));
    rows.add(
        new Row(
            "  skill",
            "%s before, %s at the worst, %s after"
                .formatted(Arc.figure(arc.before()), Arc.figure(arc.worst()), now())));
    rows.add(
        new Row("  bar", Arc.figure(arc.bar()) + ": half of what was lost at the worst is back"));
    told.forEach(
        news ->
            rows.add(
                new Row(
                    String.format(Locale.ROOT, "  after %.1f s", news.at() / 1e3), news.text())));
    rows.add(new Row("  model", "%s before, %s after".formatted(before, after)));
    rows.add(
        new Row(
            "  streams moved",
            moved == 0
                ? "none"
                : String.format(
                    Locale.ROOT,
                    "%d of %d, the last after %.1f s",
                    moved,
                    streams,
                    lastMoved / 1e3)));
    return rows;
  }

  /** A row of a table. */
  public record Row(String name, String text) {}

  private String now() {
    return Arc.figure(arc.now());
  }
}
