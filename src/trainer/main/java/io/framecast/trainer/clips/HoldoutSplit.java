package io.framecast.trainer.clips;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Splits streams into those for training and those for evaluation. Only the name of a stream
 * decides, so a stream never changes its side.
 *
 * @param heldOut percent of streams that are for evaluation
 */
public record HoldoutSplit(int heldOut) {

  /** Whether clips of the stream are for evaluation only. */
  public boolean isHeldOut(String stream) {
    int hash = Utils.murmur2(stream.getBytes(StandardCharsets.UTF_8));
    return Math.floorMod(hash, 100) < heldOut;
  }

  /** Whether clips of the stream are for training. */
  public boolean isForTraining(String stream) {
    return !isHeldOut(stream);
  }
}
