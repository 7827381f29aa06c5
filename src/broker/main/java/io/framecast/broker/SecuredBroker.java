package io.framecast.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One real broker that lets clients in by SASL_SSL only, and does for each what its ACLs allow. A
 * second listener, of this machine too, is for whoever sets it up: there everybody may do
 * everything.
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
   * Started, its logs in a temporary directory.
   *
   * @param keys a PKCS12 store with the broker's key and certificate
   * @param keysPassword of the store
   * @param passwords by user
   */
  public static SecuredBroker started(
      Path keys, String keysPassword, Map<String, String> passwords) {
    List<Integer> ports = FreePorts.find(3);
    int port = ports.get(0);
    int inside = ports.get(1);
    Path directory = TemporaryDirectory.create();
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
      return new SecuredBroker(port, inside, directory, Node.started(settings));
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

  /** What a client needs to be told to come as this user; but for whom it is to trust. */
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

  /** Where everybody may do everything. */
  public String insideBootstrap() {
    return "127.0.0.1:" + inside;
  }

  @Override
  public void close() {
    node.close();
    TemporaryDirectory.delete(directory);
  }
}
