package io.framecast.topics;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.JaasContext;

/**
 * Checks settings of SASL and TLS that Kafka's own validation takes as any text. A client would
 * refuse them without their name, or wait for the broker for ever.
 */
public final class SecuritySettings {
  private static final String KAFKA_MODULES = "org.apache.kafka.";
  private static final Set<String> MECHANISMS =
      new TreeSet<>(
          List.of(
              SaslConfigs.GSSAPI_MECHANISM,
              "OAUTHBEARER",
              "PLAIN",
              "SCRAM-SHA-256",
              "SCRAM-SHA-512"));

  private SecuritySettings() {}

  /** Returns what is wrong with the settings that the protocol uses; needs no broker. */
  public static List<ClientProblem> problems(Map<String, ?> settings) {
    String protocol =
        String.valueOf(settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG))
            .strip()
            .toUpperCase(Locale.ROOT);
    List<ClientProblem> problems = new ArrayList<>();
    if (protocol.startsWith("SASL_")) {
      addLogin(settings, problems);
    }
    if (protocol.endsWith("SSL")
        && settings.get(SslConfigs.SSL_PROVIDER_CONFIG) == null
        && settings.get(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG) == null) {
      addTls(settings, problems);
    }
    return problems;
  }

  private static void addLogin(Map<String, ?> settings, List<ClientProblem> problems) {
    JaasContext login;
    try {
      login = JaasContext.loadClientContext(parsed(settings));
    } catch (IllegalArgumentException | SecurityException | KafkaException e) {
      problems.add(
          new ClientProblem(
              SaslConfigs.SASL_JAAS_CONFIG,
              "expected MODULE required OPTION=\"VALUE\" ...; for this security.protocol, found: "
                  + e.getMessage()));
      return;
    }
    boolean isKafkas =
        login.configurationEntries().stream()
            .allMatch(entry -> entry.getLoginModuleName().startsWith(KAFKA_MODULES));
    String mechanism =
        settings.containsKey(SaslConfigs.SASL_MECHANISM)
            ? String.valueOf(settings.get(SaslConfigs.SASL_MECHANISM)).strip()
            : SaslConfigs.DEFAULT_SASL_MECHANISM;
    // another module may bring its own mechanism
    if (isKafkas && !MECHANISMS.contains(mechanism)) {
      problems.add(oneOf(SaslConfigs.SASL_MECHANISM, MECHANISMS, mechanism));
    }
  }

  /** Kafka's parser takes a Password. */
  private static Map<String, Object> parsed(Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>();
    Object jaas = settings.get(SaslConfigs.SASL_JAAS_CONFIG);
    all.put(
        SaslConfigs.SASL_JAAS_CONFIG,
        ConfigDef.parseType(SaslConfigs.SASL_JAAS_CONFIG, jaas, ConfigDef.Type.PASSWORD));
    return all;
  }

  private static void addTls(Map<String, ?> settings, List<ClientProblem> problems) {
    SSLParameters supported;
    try {
      supported = SSLContext.getDefault().getSupportedSSLParameters();
    } catch (NoSuchAlgorithmException e) {
      return; // a client tells more of it
    }
    addUnknown(
        settings, SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, supported.getProtocols(), problems);
    addUnknown(
        settings, SslConfigs.SSL_CIPHER_SUITES_CONFIG, supported.getCipherSuites(), problems);
  }

  private static void addUnknown(
      Map<String, ?> settings, String name, String[] known, List<ClientProblem> problems) {
    Object value = settings.get(name);
    if (value != null
        && ConfigDef.parseType(name, value, ConfigDef.Type.LIST) instanceof List<?> found) {
      Set<String> all = new TreeSet<>(Arrays.asList(known));
      found.stream()
          .map(String::valueOf)
          .filter(one -> !all.contains(one))
          .forEach(one -> problems.add(oneOf(name, all, one)));
    }
  }

  private static ClientProblem oneOf(String name, Set<String> known, String found) {
    return new ClientProblem(
        name, "expected one of " + String.join(", ", known) + ", found " + found);
  }
}
