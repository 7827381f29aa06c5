package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.gate.EvaluatedClip;
import java.util.List;

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
  List<EvaluatedClip> load(List<IndexedClip> wanted) {
    return clips.load(wanted).stream()
        .map(clip -> new EvaluatedClip(clip.place().stream(), () -> clips.decoder().decode(clip)))
        .toList();
  }
}
