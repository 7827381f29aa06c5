package io.framecast.topics;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A reason why no Kafka client can be created of its settings, or why no broker takes them.
 *
 * @param setting its name; null if the client does not say it
 * @param sentence what was expected and found
 */
public record ClientProblem(@Nullable String setting, String sentence) {
  /** What brokers answer to a setting outside of their range. */
  private static final Map<Class<? extends ApiException>, String> REFUSALS =
      Map.of(
          InvalidSessionTimeoutException.class, CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG,
          InvalidTxnTimeoutException.class, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
          InvalidGroupIdException.class, CommonClientConfigs.GROUP_ID_CONFIG);

  private static final Pattern NAMED = Pattern.compile("for configuration ([a-z.]+)");

  /** Returns the sentence after the setting's name, which this prefix precedes. */
  public String message(String prefix) {
    return setting == null
        ? "settings of Kafka clients: " + sentence
        : prefix + setting + ": " + sentence;
  }

  /** Returns why a client cannot be created or used; null if something else failed. */
  public static @Nullable ClientProblem of(Throwable failure) {
    boolean isOfClient = false;
    boolean isCreation = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        return named(String.valueOf(cause.getMessage()));
      }
      String refused = REFUSALS.get(cause.getClass());
      if (refused != null) {
        return new ClientProblem(
            refused, "expected a value that the broker allows, found: " + cause.getMessage());
      }
      if (isOfClient && cause instanceof ClassNotFoundException missing) {
        return new ClientProblem(
            null, "expected names of classes on the class path, found " + missing.getMessage());
      }
      if (isOfClient && cause instanceof NoSuchFileException missing) {
        return new ClientProblem(null, "expected a file at " + missing.getFile() + ", found none");
      }
      if (isCreation && cause.getCause() == null) {
        return ofCreation(cause);
      }
      isOfClient |= cause instanceof KafkaException;
      isCreation |= cause instanceof KafkaException && isCreation(cause.getMessage());
    }
    return null;
  }

  /** Returns whether the message is that of a client's constructor, which asks no broker. */
  private static boolean isCreation(@Nullable String message) {
    return message != null
        && (message.startsWith("Failed to create new ")
            || message.startsWith("Failed to construct kafka "));
  }

  private static ClientProblem named(String message) {
    if (message.contains(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
      return new ClientProblem(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          "expected HOST:PORT of brokers, with hosts that have an address, found: " + message);
    }
    Matcher name = NAMED.matcher(message);
    return new ClientProblem(name.find() ? name.group(1) : null, message);
  }

  private static @Nullable ClientProblem ofCreation(Throwable cause) {
    if (cause instanceof LoginException) {
      return new ClientProblem(
          SaslConfigs.SASL_JAAS_CONFIG,
          "expected a login module that can log in, found: " + cause.getMessage());
    }
    if (cause instanceof GeneralSecurityException
        || cause instanceof IOException
        || cause instanceof InvalidConfigurationException) {
      return new ClientProblem(
          "ssl.*",
          "expected stores, protocols and algorithms that this Java can use, found: "
              + cause.getMessage());
    }
    return cause instanceof IllegalArgumentException
        ? new ClientProblem(
            null, "expected those of a client for this broker, found: " + cause.getMessage())
        : null;
  }
}
