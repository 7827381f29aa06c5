package io.framecast.predictor.models;

import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.LiveWeights;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RefusedModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Weights of versions that are not live, for streams that have not left them yet. */
public final class RegisteredVersions implements LiveWeights.Versions {
  private static final Logger LOG = LoggerFactory.getLogger(RegisteredVersions.class);

  private final Weights own;
  private final ModelRegistry registry;

  /**
   * Of this registry.
   *
   * @param own weights that were there before any was live, which need not be in it
   */
  public RegisteredVersions(Weights own, ModelRegistry registry) {
    this.own = own;
    this.registry = registry;
  }

  /** Throws {@link UncheckedIOException} when the broker cannot be asked. */
  @Override
  public @Nullable Weights find(String version) {
    if (own.version().equals(version)) {
      return own;
    }
    try {
      return Trial.pass(registry.file(version));
    } catch (RefusedModelException e) {
      LOG.warn("{}", e.getMessage());
      return null;
    } catch (KafkaException e) {
      throw new UncheckedIOException(new IOException("version " + version + ": " + e, e));
    }
  }
}
