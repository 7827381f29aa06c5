package io.framecast.predictor.models;

import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.topics.models.InvalidModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches weights of versions that are not live, for streams that still use them. Thousands of
 * streams may ask for the same version during a restore, so the last few are kept, and it is
 * remembered for 30 s that a version is gone.
 */
public final class WeightsCache implements WeightsPool.Versions {
  private static final Logger LOG = LoggerFactory.getLogger(WeightsCache.class);
  private static final int KEPT = 4;
  private static final long GONE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Weights own;
  private final Files files;
  private final Map<String, Found> found = new LinkedHashMap<>(KEPT, 0.75f, true);

  /** Returns weights files by their version. */
  public interface Files {
    /** Throws {@link InvalidModelException} if there is no such version. */
    byte[] file(String version);
  }

  /** The result of a search and its time; no weights if they are gone. */
  private record Found(@Nullable Weights weights, long at) {}

  /**
   * Caches weights of these files.
   *
   * @param own the weights that this process was started with, which need not be among them
   */
  public WeightsCache(Weights own, Files files) {
    this.own = own;
    this.files = files;
  }

  /** Throws {@link UncheckedIOException} if the broker does not answer. */
  @Override
  public synchronized @Nullable Weights find(String version) {
    if (own.version().equals(version)) {
      return own;
    }
    Found known = found.get(version);
    if (known == null || (known.weights == null && System.nanoTime() - known.at > GONE_NANOS)) {
      known = new Found(read(version), System.nanoTime());
      found.put(version, known);
      if (found.size() > KEPT) {
        found.remove(found.keySet().iterator().next());
      }
    }
    return known.weights;
  }

  private @Nullable Weights read(String version) {
    try {
      return ModelSmokeTest.load(files.file(version));
    } catch (InvalidModelException e) {
      LOG.warn("{}", e.getMessage());
      return null;
    } catch (KafkaException e) {
      throw new UncheckedIOException(new IOException("version " + version + ": " + e, e));
    }
  }
}
