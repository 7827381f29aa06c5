package io.framecast.predictor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds the sizes of a predictor's process right after a full garbage collection.
 *
 * @param heap bytes in use
 * @param resident bytes of the process's memory, 0 if the system does not report it
 * @param files in its spill directory
 * @param streams that it holds
 */
record ProcessMetrics(long heap, long resident, long files, long streams) {
  private static final Path PROC = Path.of("/proc"); // Linux only
  private static final long PAGE = 4096;

  static ProcessMetrics of(PredictorProcess process, Path store) throws IOException {
    jcmd(process, "GC.run");
    return new ProcessMetrics(
        (long) Http.value(process.port, "jvm_memory_used_bytes", "area=\"heap\""),
        resident(process.pid()),
        files(store),
        (long) Http.value(process.port, "framecast_streams"));
  }

  /** Returns the classes with the largest share of the heap, as the JVM lists them. */
  static String classes(PredictorProcess process, int most) throws IOException {
    return String.join("\n", jcmd(process, "GC.class_histogram").stream().limit(most + 3).toList());
  }

  private static List<String> jcmd(PredictorProcess process, String command) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    return new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
        .redirectErrorStream(true)
        .start()
        .inputReader()
        .lines()
        .toList();
  }

  private static long resident(long pid) throws IOException {
    Path statm = PROC.resolve(Long.toString(pid)).resolve("statm");
    return Files.exists(statm)
        ? PAGE * Long.parseLong(Files.readString(statm).split(" ", -1)[1])
        : 0;
  }

  private static long files(Path store) {
    long files = 0;
    File[] directories = store.toFile().listFiles(File::isDirectory);
    for (File directory : directories == null ? new File[0] : directories) {
      String[] names = directory.list();
      files += names == null ? 0 : names.length;
    }
    return files;
  }
}
