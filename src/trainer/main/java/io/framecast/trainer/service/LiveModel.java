package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.LoggedClip;
import java.util.List;
import java.util.function.Supplier;

/**
 * The live weights, and what reads the log for them.
 *
 * @param clips as a network of their channels sees them
 */
record LiveModel(Weights champion, ClipReader clips, ClipSelector plan) {

  String version() {
    return champion.version();
  }

  /** Clips whose frames are developed when they are looked at. */
  List<Supplier<List<Frame>>> developed(List<LoggedClip> logged) {
    return logged.stream()
        .<Supplier<List<Frame>>>map(clip -> () -> clips.darkroom().develop(clip))
        .toList();
  }
}
