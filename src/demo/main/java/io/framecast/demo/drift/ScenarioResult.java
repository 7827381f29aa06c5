package io.framecast.demo.drift;

import static io.framecast.demo.drift.SkillSummary.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the scenario went; times are milliseconds after the change.
 *
 * @param firstSpeed of the squares before the change
 * @param nextSpeed of the squares after it
 * @param events about retraining since the change
 * @param modelBefore the version that was live at the change
 * @param modelAfter the version that is live at the end
 * @param moved the number of streams that changed to other weights
 * @param lastMoved when the last of them changed
 */
public record ScenarioResult(
    int firstSpeed,
    int nextSpeed,
    SkillSummary skill,
    Verdict verdict,
    List<Row> events,
    String modelBefore,
    String modelAfter,
    int moved,
    long lastMoved) {

  /** Why the scenario ended. */
  public enum Verdict {
    RECOVERED,
    STOPPED,
    NEVER_FELL,
    NOT_PROMOTED,
    BELOW_THE_BAR
  }

  /** A row of a table. */
  public record Row(String name, String text) {}

  static String seconds(long millis) {
    return String.format(Locale.ROOT, "after %.1f s", millis / 1e3);
  }

  public boolean hasRecovered() {
    return verdict == Verdict.RECOVERED;
  }

  /** Returns the verdict as a sentence. */
  public String sentence() {
    String now = format(skill.now());
    String bar = format(skill.bar());
    return switch (verdict) {
      case RECOVERED ->
          String.format(Locale.ROOT, "skill is back at %s, not below the bar of %s", now, bar);
      case STOPPED -> "the story was stopped before its end";
      case NEVER_FELL ->
          String.format(
              Locale.ROOT,
              "expected skill to fall below %s with the change, found %s at the worst",
              format(skill.before()),
              format(skill.worst()));
      case NOT_PROMOTED ->
          String.format(
              Locale.ROOT,
              "expected a promotion within %d s of the change, or %d s while a round is training, found none",
              DriftScenario.MAX_SECONDS,
              DriftScenario.MAX_LEARNING_SECONDS);
      case BELOW_THE_BAR ->
          String.format(
              Locale.ROOT,
              "expected a skill of at least %s for %d s within %d s of the change, or %d s while a round"
                  + " is training, found %s",
              bar,
              SkillSummary.RECOVERY,
              DriftScenario.MAX_SECONDS,
              DriftScenario.MAX_LEARNING_SECONDS,
              now);
    };
  }

  /** Returns the rows of the account. */
  public List<Row> rows(int streams) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "story",
            String.format(Locale.ROOT, "the squares' speed: %d, then %d", firstSpeed, nextSpeed)));
    rows.add(
        new Row(
            "  skill",
            String.format(
                Locale.ROOT,
                "%s before, %s at the worst, %s after",
                format(skill.before()),
                format(skill.worst()),
                format(skill.now()))));
    rows.add(
        new Row("  bar", format(skill.bar()) + ": half of what was lost at the worst is back"));
    events.forEach(event -> rows.add(new Row("  " + event.name(), event.text())));
    rows.add(
        new Row(
            "  model", String.format(Locale.ROOT, "%s before, %s after", modelBefore, modelAfter)));
    String last =
        String.format(Locale.ROOT, "%d of %d, the last %s", moved, streams, seconds(lastMoved));
    rows.add(new Row("  streams moved", moved == 0 ? "none" : last));
    return rows;
  }
}
