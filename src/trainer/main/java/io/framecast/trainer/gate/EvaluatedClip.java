package io.framecast.trainer.gate;

import io.framecast.frames.Frame;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A clip on which versions are compared.
 *
 * @param stream that it is of; clips of one stream are no independent samples
 * @param frames decodes them when they are needed
 */
public record EvaluatedClip(String stream, Supplier<List<Frame>> frames) {

  /** Returns clips each of which is the only one of its stream. */
  public static List<EvaluatedClip> independent(List<Supplier<List<Frame>>> clips) {
    return IntStream.range(0, clips.size())
        .mapToObj(n -> new EvaluatedClip("clip " + n, clips.get(n)))
        .toList();
  }
}
