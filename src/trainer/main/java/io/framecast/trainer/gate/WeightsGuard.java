package io.framecast.trainer.gate;

import io.framecast.convlstm.NoRoomException;
import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.topics.models.RefusedModelException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Runs code that uses the weights of a version. Anyone may have published them, so an exception
 * that they cause only rejects this version.
 */
public final class WeightsGuard {
  private WeightsGuard() {}

  /**
   * Runs one use of a version's weights and returns its result.
   *
   * @throws RefusedModelException for an exception that the weights cause, such as a lack of memory
   * @throws KafkaException that the code throws, since no weights cause it
   */
  public static <T> T use(String version, Supplier<T> use) {
    try {
      return use.get();
    } catch (KafkaException | RefusedModelException e) {
      throw e;
    } catch (RefusedWeightsException | IllegalArgumentException | NoRoomException e) {
      throw refused(version, String.valueOf(e.getMessage())); // its message is a sentence
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw refused(version, "expected weights that can be used, found " + e);
    }
  }

  private static RefusedModelException refused(String version, String expectedAndFound) {
    return new RefusedModelException("version " + version + ": " + expectedAndFound);
  }
}
