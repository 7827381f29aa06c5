package io.framecast.trainer.clips;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * A share of all streams, by a hash of their name. With very many streams the frames of a share are
 * enough, and those of the others need not be decoded.
 *
 * @param oneIn how many streams there are for each of the share; 0 and 1 mean all streams
 */
public record StreamShare(int oneIn) {
  public static final StreamShare ALL = new StreamShare(0);

  /** HoldoutSplit takes the hash modulo 100. */
  private static final int SPLIT = 100;

  boolean includes(String stream) {
    int hash = Utils.murmur2(stream.getBytes(StandardCharsets.UTF_8));
    return oneIn < 2 || Math.floorMod(Math.floorDiv(hash, SPLIT), oneIn) == 0;
  }
}
