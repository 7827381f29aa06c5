package io.framecast.demo;

import io.framecast.demo.story.Outcome;
import io.framecast.topics.RecordText;
import io.framecast.topics.Skill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the demo says at its end.
 *
 * @param accounts of every record that the topics hold
 * @param late whether frames were still to be read when waiting ended
 * @param skill of all scores
 * @param first from the command, or the start of this process, to the first visible prediction;
 *     null without one
 * @param story how it went; null where none was played
 */
record Summary(
    Accounts accounts,
    boolean late,
    Skill skill,
    Latency latency,
    @Nullable Duration first,
    @Nullable Outcome story) {

  /** 0 where every frame has its answer, nothing else is there, and the story went well. */
  int exitCode() {
    return isBalanced() && (story == null || story.recovered()) ? 0 : 1;
  }

  private boolean isBalanced() {
    Account total = total();
    return total.balanced() && total.answered() > 0;
  }

  List<String> lines() {
    Account total = total();
    List<String> lines = new ArrayList<>();
    line(lines, "frames in", total.frames() + " in " + accounts.streams().size() + " streams");
    line(lines, "predictions out", Long.toString(total.predictions()));
    if (total.refused() + total.repeated() + total.ended() > 0) {
      line(
          lines,
          "not to predict",
          "%d dead letters, %d repeated frames, %d ends of streams"
              .formatted(total.refused(), total.repeated(), total.ended()));
    } else {
      line(lines, "dead letters", "0");
    }
    if (accounts.others() > 0) {
      line(lines, "not counted", accounts.others() + " records that are none of the services'");
    }
    accounts
        .streams()
        .forEach(
            (stream, account) -> {
              if (!account.balanced()) {
                line(
                    lines,
                    "  " + RecordText.plain(stream),
                    "%d of %d frames without a prediction, %d predictions too many"
                        .formatted(account.missing(), account.frames(), account.extra()));
              }
            });
    line(lines, "mean skill", skill.toString());
    line(
        lines,
        "latency",
        "p50 %d ms, p99 %d ms from append to visible prediction"
            .formatted(latency.p50(), latency.p99()));
    line(lines, "first prediction", first == null ? "none" : seconds(first));
    if (story != null) {
      story.rows(accounts.streams().size()).forEach(row -> line(lines, row.name(), row.text()));
    }
    String ofStory = story == null ? "" : "; " + story.sentence();
    line(lines, "verdict", verdict(total) + ofStory);
    return lines;
  }

  private String verdict(Account total) {
    if (isBalanced()) {
      return "every frame has its one prediction";
    }
    if (total.answered() + total.missing() == 0) {
      return "expected frames and predictions, found none";
    }
    return "expected %d predictions, found %d: %d missing, %d too many%s"
        .formatted(
            total.answered() + total.missing(),
            total.predictions(),
            total.missing(),
            total.extra(),
            late ? "; the predictor had not read all frames when waiting ended" : "");
  }

  private Account total() {
    return accounts.total();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s after the command", time.toMillis() / 1e3);
  }

  private static void line(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "  %-18s%s", name, text));
  }
}
