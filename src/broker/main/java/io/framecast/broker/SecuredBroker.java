package io.framecast.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a broker that accepts clients by SASL_SSL and checks their ACLs. A second listener without
 * any checks is for the test's setup.
 */
public final class SecuredBroker implements AutoCloseable {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  private final int port;
  private final int inside;
  private final Path directory;
  private final Node node;

  private SecuredBroker(int port, int inside, Path directory, Node node) {
    this.port = port;
    this.inside = inside;
    this.directory = directory;
    this.node = node;
  }

  /**
   * Starts a broker with logs in a temporary directory.
   *
   * @param keys a PKCS12 store with the broker's key and certificate
   * @param keysPassword the password of the store
   * @param passwords the password of each user
   */
  public static SecuredBroker launch(
      Path keys, String keysPassword, Map<String, String> passwords) {
    List<Integer> ports = FreePorts.find(3);
    int port = ports.get(0);
    int inside = ports.get(1);
    Path directory = TemporaryDirectory.create("framecast-broker-");
    Map<String, String> settings =
        new HashMap<>(new NodeSettings(1, port, port, List.of(ports.get(2)), directory).toMap());
    String listeners = "CLIENTS://127.0.0.1:" + port + ",INSIDE://127.0.0.1:" + inside;
    settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + ports.get(2));
    settings.put("advertised.listeners", listeners);
    settings.put("inter.broker.listener.name", "INSIDE");
    settings.put(
        "listener.security.protocol.map", "CLIENTS:SASL_SSL,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("listener.name.clients.ssl.keystore.location", keys.toString());
    settings.put("listener.name.clients.ssl.keystore.type", "PKCS12");
    settings.put("listener.name.clients.ssl.keystore.password", keysPassword);
    settings.put("listener.name.clients.ssl.key.password", keysPassword);
    settings.put("listener.name.clients.sasl.enabled.mechanisms", "PLAIN");
    settings.put("listener.name.clients.plain.sasl.jaas.config", users(passwords));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    try {
      return new SecuredBroker(port, inside, directory, Node.launch(settings));
    } catch (RuntimeException e) {
      TemporaryDirectory.delete(directory);
      throw e;
    }
  }

  private static String users(Map<String, String> passwords) {
    StringBuilder users = new StringBuilder(LOGIN);
    passwords.forEach(
        (user, password) ->
            users.append(" user_").append(user).append("=\"").append(password).append('"'));
    return users.append(';').toString();
  }

  /** Returns client settings that log in as this user, without a trust store. */
  public Map<String, String> login(String user, String password) {
    return Map.of(
        "bootstrap.servers",
        "127.0.0.1:" + port,
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        LOGIN + " username=\"" + user + "\" password=\"" + password + "\";");
  }

  /** Returns the bootstrap servers of the listener without checks. */
  public String insideBootstrap() {
    return "127.0.0.1:" + inside;
  }

  @Override
  public void close() {
    node.close();
    TemporaryDirectory.delete(directory);
  }
}
