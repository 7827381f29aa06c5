package io.framecast.trainer.gate;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.topics.models.InvalidModelException;
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
   * @throws InvalidModelException for an exception that the weights cause
   * @throws EvaluationMemoryException for a lack of memory, which is no evidence against the
   *     weights
   * @throws KafkaException that the code throws, since no weights cause it
   */
  public static <T> T use(String version, Supplier<T> use) {
    try {
      return use.get();
    } catch (KafkaException | InvalidModelException e) {
      throw e;
    } catch (OffHeapExhaustedException | OutOfMemoryError e) {
      throw new EvaluationMemoryException(version, e);
    } catch (InvalidWeightsException | IllegalArgumentException e) {
      throw refused(version, String.valueOf(e.getMessage())); // its message is a sentence
    } catch (RuntimeException | StackOverflowError e) {
      throw refused(version, "expected weights that can be used, found " + e);
    }
  }

  private static InvalidModelException refused(String version, String expectedAndFound) {
    return new InvalidModelException("version " + version + ": " + expectedAndFound);
  }
}
