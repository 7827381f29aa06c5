package io.framecast.trainer.gate;

import io.framecast.convlstm.NoRoomException;
import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.topics.models.RefusedModelException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Runs what uses the weights of a version. Anyone may have published them, so whatever they cause
 * refuses this version, and ends nothing else.
 */
public final class WeightsGuard {
  private WeightsGuard() {}

  /**
   * Runs one use of a version's weights and returns its result.
   *
   * @throws RefusedModelException for whatever the weights cause, want of memory among it
   * @throws KafkaException that the use throws, since no weights cause it
   */
  public static <T> T use(String version, Supplier<T> use) {
    try {
      return use.get();
    } catch (KafkaException | RefusedModelException e) {
      throw e;
    } catch (RefusedWeightsException | IllegalArgumentException | NoRoomException e) {
      throw refused(version, String.valueOf(e.getMessage())); // a sentence of ours
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw refused(version, "expected weights that can be used, found " + e);
    }
  }

  private static RefusedModelException refused(String version, String expectedAndFound) {
    return new RefusedModelException("version " + version + ": " + expectedAndFound);
  }
}
