package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import java.util.List;
import java.util.function.Supplier;

/**
 * The weights of the champion, and the clips of the log as its network sees them.
 *
 * @param clips as a network with its channels decodes them
 */
record LiveModel(Weights champion, ClipReader clips, ClipSelector selector) {

  String version() {
    return champion.version();
  }

  /**
   * Loads clips, each of which is decoded when it is asked for; clips that are gone are missing.
   */
  List<Supplier<List<Frame>>> load(List<IndexedClip> wanted) {
    return clips.load(wanted).stream()
        .<Supplier<List<Frame>>>map(clip -> () -> clips.decoder().decode(clip))
        .toList();
  }
}
