package io.framecast.demo;

import io.framecast.demo.drift.ScenarioResult;
import io.framecast.frames.Count;
import io.framecast.topics.PooledSkill;
import io.framecast.topics.RecordText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The account at the end.
 *
 * @param audit the counts of what the topics hold
 * @param isLate whether frames were still unprocessed when the wait ended
 * @param skill of all scores
 * @param first the time from the command to the first visible prediction, null without one
 * @param scenario how it went, null without one
 */
record Summary(
    AuditResult audit,
    boolean isLate,
    PooledSkill skill,
    Latency latency,
    @Nullable Duration first,
    @Nullable ScenarioResult scenario) {

  /** Returns 0 if every frame has its one prediction and the scenario succeeded, else 1. */
  int exitCode() {
    return isBalanced() && (scenario == null || scenario.hasRecovered()) ? 0 : 1;
  }

  private boolean isBalanced() {
    AuditCounts total = audit.total();
    return total.isBalanced() && total.predicted() > 0;
  }

  List<String> lines() {
    AuditCounts total = audit.total();
    List<String> lines = new ArrayList<>();
    lines.add(
        line("frames in", total.frames() + " in " + Count.of(audit.streams().size(), "stream")));
    lines.add(line("predictions out", Long.toString(total.predictions())));
    if (total.rejected() + total.duplicate() + total.ends() > 0) {
      String counts =
          String.format(
              Locale.ROOT,
              "%s, %s, %s of streams",
              Count.of(total.rejected(), "dead letter"),
              Count.of(total.duplicate(), "repeated frame"),
              Count.of(total.ends(), "end"));
      lines.add(line("not to predict", counts));
    } else {
      lines.add(line("dead letters", "0"));
    }
    if (audit.others() > 0) {
      lines.add(line("not counted", audit.others() + " records that are none of the services'"));
    }
    audit.streams().entrySet().stream()
        .filter(stream -> !stream.getValue().isBalanced())
        .forEach(stream -> lines.add(unbalancedLine(stream.getKey(), stream.getValue())));
    lines.add(line("skill", skillText()));
    lines.add(
        line(
            "latency",
            String.format(
                Locale.ROOT,
                "p50 %d ms, p99 %d ms from append to visible prediction",
                latency.p50(),
                latency.p99())));
    lines.add(line("first prediction", first == null ? "none" : seconds(first)));
    if (scenario != null) {
      scenario.rows(audit.streams().size()).forEach(row -> lines.add(line(row.name(), row.text())));
    }
    lines.add(line("verdict", verdict()));
    return lines;
  }

  /** Returns whether every frame has its prediction, and how the scenario went. */
  String verdict() {
    return balance(audit.total()) + (scenario == null ? "" : "; " + scenario.sentence());
  }

  /** A stream of two frames weighs as much as two frames of another one, as on the page. */
  private String skillText() {
    return skill.count() == 0
        ? "-"
        : String.format(
            Locale.ROOT, "%.3f pooled over %d scored frames", skill.pooled(), skill.count());
  }

  private String balance(AuditCounts total) {
    if (isBalanced()) {
      return "every frame has its one prediction";
    }
    if (total.predicted() + total.missing() == 0) {
      return "expected frames and predictions, found none";
    }
    return String.format(
        Locale.ROOT,
        "expected %d predictions, found %d: %d missing, %d too many%s",
        total.predicted() + total.missing(),
        total.predictions(),
        total.missing(),
        total.extra(),
        isLate ? "; the predictor had not read all frames when waiting ended" : "");
  }

  private static String unbalancedLine(String stream, AuditCounts counts) {
    return line(
        "  " + RecordText.plain(stream),
        String.format(
            Locale.ROOT,
            "%d of %d frames without a prediction, %d predictions too many",
            counts.missing(),
            counts.frames(),
            counts.extra()));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s after the command", time.toMillis() / 1e3);
  }

  private static String line(String name, String text) {
    return String.format(Locale.ROOT, "  %-18s%s", name, text);
  }
}
