package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.squares.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates an archive of the predictor's loaded classes (JEP 350), with which a process starts in
 * half the processor time. A build creates it once, with the first predictor that it starts.
 */
final class ClassArchive {
  private static final Path ARCHIVE = Path.of("target/predictor.jsa");
  private static final Path JAR = Path.of("target/predictor.jar");
  private static final Path LIBRARIES = Path.of("target/lib");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int STREAMS = 2;
  private static final int FRAMES = 40;

  private ClassArchive() {}

  /**
   * Returns the archive's file. Creates the file if it is missing or older than a library. Parallel
   * test processes wait for the one that creates it.
   */
  static synchronized Path path() {
    try (FileChannel lock =
        FileChannel.open(
            Path.of(ARCHIVE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock(); // closing the channel releases it
      if (!isUpToDate()) {
        make();
      }
      return ARCHIVE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isUpToDate() throws IOException {
    if (!Files.exists(ARCHIVE)) {
      return false;
    }
    try (Stream<Path> libraries = Files.list(LIBRARIES)) {
      for (Path library : Stream.concat(Stream.of(JAR), libraries).toList()) {
        if (Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(ARCHIVE)) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Runs a predictor over some frames, so that the archive includes the classes they need. */
  private static void make() throws IOException {
    Path made = Path.of(ARCHIVE + ".new");
    List<String> flags = new ArrayList<>(PredictorProcess.QUICK_START);
    flags.add("-XX:ArchiveClassesAtExit=" + made);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), "archive.");
        PredictorProcess process =
            PredictorProcess.asShipped(
                EmbeddedBroker.freePort(), deployment.settings(), flags.toArray(String[]::new))) {
      process.awaitServing();
      FrameSender sender = new FrameSender(new World(1, World.Mode.BOUNCE, 2, 24, 40), STREAMS);
      sender.send(deployment, FRAMES);
      deployment.read(deployment.topics.predictions(), sender.sent());
      process.signal("TERM");
      if (process.exit(PATIENCE) != 0) {
        throw new AssertionError("no class archive was made:\n" + process.output());
      }
      Files.move(made, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
    } catch (RuntimeException | IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
