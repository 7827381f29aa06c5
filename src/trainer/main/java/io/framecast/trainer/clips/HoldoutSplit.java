package io.framecast.trainer.clips;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Streams to learn from and streams to be judged by, told apart by their names alone: a stream is
 * never one today and the other tomorrow.
 *
 * @param heldOut percent of streams that are only judged by
 */
public record HoldoutSplit(int heldOut) {

  public boolean isHeldOut(String stream) {
    int hash = Utils.murmur2(stream.getBytes(StandardCharsets.UTF_8));
    return Math.floorMod(hash, 100) < heldOut;
  }

  public boolean isForTraining(String stream) {
    return !isHeldOut(stream);
  }
}
