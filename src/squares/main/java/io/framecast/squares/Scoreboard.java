package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Scores forecasters on the same clips, one step ahead and rolled out, as {@code conv_lstm.py} and
 * the README's table do.
 */
public final class Scoreboard {
  /** Frames given before a free roll-out. */
  public static final int CONTEXT = 7;

  /** The first frame at which a velocity has been seen twice: a forecast is possible from here. */
  private static final int SETTLED = 2;

  private final List<Clip> clips;

  /** Clips of equal length, more than {@link #CONTEXT} frames each. */
  public Scoreboard(List<Clip> clips) {
    if (clips.isEmpty() || clips.stream().anyMatch(c -> c.length() <= CONTEXT)) {
      throw new IllegalArgumentException(
          "expected clips of more than " + CONTEXT + " frames, found " + clips.size() + " clips");
    }
    this.clips = List.copyOf(clips);
  }

  /**
   * How one forecaster did.
   *
   * @param all one step ahead, at every frame
   * @param from2 one step ahead, from frame 2 on, where a forecast is possible
   * @param rollOut all leads together
   * @param rollOutByLead element 0 is lead 1
   */
  public record Line(
      String name, Score all, Score from2, Score rollOut, List<Score> rollOutByLead) {

    public List<Double> f1ByLead() {
      return rollOutByLead.stream().map(Score::f1).toList();
    }
  }

  /** Runs the forecaster over every clip. */
  public Line score(Forecaster forecaster) {
    int length = clips.get(0).length();
    int leads = length + 1 - CONTEXT;
    Score.Sum all = new Score.Sum();
    Score.Sum from2 = new Score.Sum();
    Score.Sum rollOut = new Score.Sum();
    List<Score.Sum> byLead = Stream.generate(Score.Sum::new).limit(leads).toList();
    for (Clip clip : clips) {
      List<Frame> forecasts = forecaster.oneStep(clip.noisy());
      for (int t = 0; t < length; t++) {
        all.add(forecasts.get(t), clip.targets().get(t));
        if (t >= SETTLED) {
          from2.add(forecasts.get(t), clip.targets().get(t));
        }
      }
      List<Frame> free = forecaster.rollOut(clip.noisy().subList(0, CONTEXT), leads);
      for (int lead = 0; lead < leads; lead++) {
        Frame target = clip.targets().get(CONTEXT - 1 + lead);
        rollOut.add(free.get(lead), target);
        byLead.get(lead).add(free.get(lead), target);
      }
    }
    return new Line(
        forecaster.name(),
        all.score(),
        from2.score(),
        rollOut.score(),
        byLead.stream().map(Score.Sum::score).toList());
  }

  /**
   * One-step scores of the end of a long stream: does a forecaster decay?
   *
   * @param from first input frame counted, of those in the clip
   */
  public static Score stretch(Forecaster forecaster, Clip stream, int from) {
    Score.Sum sum = new Score.Sum();
    List<Frame> forecasts = forecaster.oneStep(stream.noisy());
    IntStream.range(from, stream.length())
        .forEach(t -> sum.add(forecasts.get(t), stream.targets().get(t)));
    return sum.score();
  }
}
