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
 * The predictor's classes as one process has loaded them (JEP 350). With this archive the next ones
 * start with half the processor time. A build makes it once, with the first predictor that it
 * starts.
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
   * Returns the archive's file. It is made where there is none or a library is younger; test
   * processes side by side wait for the one that makes it.
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

  /** Lets a predictor answer some frames, so that what it needs for them is loaded as well. */
  private static void make() throws IOException {
    Path made = Path.of(ARCHIVE + ".new");
    List<String> flags = new ArrayList<>(PredictorProcess.QUICK_START);
    flags.add("-XX:ArchiveClassesAtExit=" + made);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), "archive.");
        PredictorProcess process =
            PredictorProcess.asShipped(
                EmbeddedBroker.freePort(), installation.settings(), flags.toArray(String[]::new))) {
      process.awaitServing();
      Film film = new Film(new World(1, World.Mode.BOUNCE, 2, 24, 40), STREAMS);
      film.shoot(installation, FRAMES);
      installation.read(installation.topics.predictions(), film.sent());
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
