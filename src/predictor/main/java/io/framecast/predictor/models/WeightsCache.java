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
 * Caches weights of versions that are not live, for streams that still use them. During a restore,
 * thousands of streams may need the same version. So the cache keeps the last few versions, and
 * remembers for 30 s that a version is gone.
 */
public final class WeightsCache implements WeightsPool.Versions {
  private static final Logger LOG = LoggerFactory.getLogger(WeightsCache.class);
  private static final int CAPACITY = 4;
  private static final long GONE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Weights own;
  private final Files files;
  private final Map<String, CachedWeights> lookups = new LinkedHashMap<>(CAPACITY, 0.75f, true);

  /** Returns weights files by their version. */
  public interface Files {
    /** Returns the file; throws {@link InvalidModelException} if there is no such version. */
    byte[] file(String version);
  }

  /** Holds the result of a lookup and its time; the weights are null if they are gone. */
  private record CachedWeights(@Nullable Weights weights, long at) {}

  /**
   * Caches weights of these files.
   *
   * @param own the weights that this process was started with, which the files may lack
   */
  public WeightsCache(Weights own, Files files) {
    this.own = own;
    this.files = files;
  }

  /** Returns the weights, or null; throws {@link UncheckedIOException} without a broker. */
  @Override
  public synchronized @Nullable Weights find(String version) {
    if (own.version().equals(version)) {
      return own;
    }
    CachedWeights known = lookups.get(version);
    if (known == null || (known.weights == null && System.nanoTime() - known.at > GONE_NANOS)) {
      known = new CachedWeights(read(version), System.nanoTime());
      lookups.put(version, known);
      if (lookups.size() > CAPACITY) {
        lookups.remove(lookups.keySet().iterator().next());
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
