package io.framecast.trainer.service;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.squares.Scene;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.NpyFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Makes the golden clips, which never change, so that no version may forget what they show. */
final class GoldenClips {
  private static final long SEED = 20_15;
  private static final int CLIPS = 64;

  private GoldenClips() {}

  /**
   * Returns clips of moving squares at the speed of the Keras example, as a camera logs them in PNG
   * files.
   */
  static List<Supplier<List<Frame>>> squares() {
    return LongStream.range(0, CLIPS)
        .mapToObj(index -> Scene.clip(SEED, index, 1))
        .<Supplier<List<Frame>>>map(
            scene ->
                () ->
                    IntStream.range(0, IndexedClip.FRAMES)
                        .mapToObj(scene::noisy)
                        .map(Encoding.PNG8::quantize)
                        .toList())
        .toList();
  }

  /**
   * Reads the clips of a file.
   *
   * @throws InvalidInputException if the file does not hold whole clips
   */
  static List<Supplier<List<Frame>>> read(Path file) {
    List<Frame> frames = NpyFiles.read(file).frames();
    int length = IndexedClip.FRAMES;
    if (frames.size() < length || frames.size() % length != 0) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "%s: expected clips of %d frames, found %d frames",
              file,
              length,
              frames.size()));
    }
    return IntStream.range(0, frames.size() / length)
        .<Supplier<List<Frame>>>mapToObj(
            clip -> () -> frames.subList(clip * length, (clip + 1) * length))
        .toList();
  }
}
