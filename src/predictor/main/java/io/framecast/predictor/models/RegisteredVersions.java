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
 * Weights of versions that are not live, for streams that have not left them yet. Thousands of
 * streams may ask for the same one while they are brought back: the last few are kept, and for a
 * while it is remembered that one is gone.
 */
public final class RegisteredVersions implements WeightsPool.Versions {
  private static final Logger LOG = LoggerFactory.getLogger(RegisteredVersions.class);
  private static final int KEPT = 4;
  private static final long GONE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Weights own;
  private final Files files;
  private final Map<String, Found> found = new LinkedHashMap<>(KEPT, 0.75f, true);

  /** Weights files by their version. */
  public interface Files {
    /** Throws {@link InvalidModelException} where there is none of that name. */
    byte[] file(String version);
  }

  /** What was found when; no weights where they are gone. */
  private record Found(@Nullable Weights weights, long at) {}

  /**
   * From these files.
   *
   * @param own weights that were there before any was live, which need not be among them
   */
  public RegisteredVersions(Weights own, Files files) {
    this.own = own;
    this.files = files;
  }

  /** Throws {@link UncheckedIOException} when the broker cannot be asked. */
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
      return Trial.pass(files.file(version));
    } catch (InvalidModelException e) {
      LOG.warn("{}", e.getMessage());
      return null;
    } catch (KafkaException e) {
      throw new UncheckedIOException(new IOException("version " + version + ": " + e, e));
    }
  }
}
