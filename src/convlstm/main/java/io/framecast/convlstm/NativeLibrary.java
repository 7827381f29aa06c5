package io.framecast.convlstm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Logs which native build computes the convolutions; the slowest one takes three times as long. */
final class NativeLibrary {

  private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());

  /** JavaCPP loads the first of these that is on the class path. */
  private static final List<String> BUILDS =
      List.of("-avx512", "-avx2", "-onednn", "-onednn-avx512", "-onednn-avx2", "");

  private NativeLibrary() {}

  /**
   * Logs the build and the widest vectors of the processor; {@link DirectConvolution} calls it
   * once.
   */
  static void logBuild() {
    String build = buildName();
    String message = "Convolutions use nd4j " + build + " on a processor with " + vectorExtension();
    if (build.contains("onednn")) {
      LOG.log(System.Logger.Level.INFO, message);
    } else {
      LOG.log(
          System.Logger.Level.WARNING,
          message
              + "; use an -onednn build for full speed (this one computes correctly, but slower)");
    }
  }

  /** Returns the classifier of the native build on the class path. */
  static String buildName() {
    String platform = Loader.getPlatform();
    for (String extension : BUILDS) {
      String folder = "/org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension + "/";
      for (String file : List.of("libjnind4jcpu.so", "libjnind4jcpu.dylib", "jnind4jcpu.dll")) {
        if (NativeLibrary.class.getResource(folder + file) != null) {
          return platform + extension;
        }
      }
    }
    return platform + " (build not found)";
  }

  static String vectorExtension() {
    try {
      String processor = Files.readString(Path.of("/proc/cpuinfo"));
      return processor.contains("avx512f")
          ? "AVX-512"
          : processor.contains("avx2") ? "AVX2 and no AVX-512" : "no AVX2";
    } catch (IOException e) {
      return System.getProperty("os.arch") + " vectors";
    }
  }
}
