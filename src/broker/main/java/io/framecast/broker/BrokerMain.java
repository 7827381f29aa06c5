package io.framecast.broker;

import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Runs one node as a process: {@code BrokerMain server.properties}. SIGTERM shuts it down cleanly.
 * It halts at the end of its standard input, which is the end of its parent process.
 */
final class BrokerMain {

  /** The only line on its standard output, written when the node is in its cluster. */
  static final String STARTED = "started";

  private BrokerMain() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    try {
      Node node = Node.launch(settings(Path.of(arguments[0])));
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
    } catch (RuntimeException e) {
      e.printStackTrace();
      // threads of the failed server would keep the process alive
      Runtime.getRuntime().halt(1);
    }
    answers.println(STARTED);
    answers.flush();
    while (System.in.read() >= 0) {
      // the parent writes nothing: this waits for its end
    }
    Runtime.getRuntime().halt(1);
  }

  private static Map<String, String> settings(Path file) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }
}
