package io.framecast.convlstm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Says which native build does the convolutions; the choice costs up to a factor of three. */
final class NativeLibrary {

  private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());

  /** In JavaCPP's order of preference: the first that is on the class path is loaded. */
  private static final List<String> BUILDS =
      List.of("-avx512", "-avx2", "-onednn", "-onednn-avx512", "-onednn-avx2", "");

  private NativeLibrary() {}

  /** Logs the build and the processor's widest vectors; called once, when convolutions load. */
  static void logOnce() {
    String build = build();
    String path = "convolutions by nd4j " + build + " on a processor with " + vectors();
    if (build.contains("onednn")) {
      LOG.log(System.Logger.Level.INFO, path);
    } else {
      LOG.log(
          System.Logger.Level.WARNING,
          path + ": expected an -onednn build for full speed; the results are right, but slower");
    }
  }

  /** The classifier of the native build on the class path. */
  static String build() {
    String platform = Loader.getPlatform();
    for (String extension : BUILDS) {
      String place = "/org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension + "/";
      for (String file : List.of("libjnind4jcpu.so", "libjnind4jcpu.dylib", "jnind4jcpu.dll")) {
        if (NativeLibrary.class.getResource(place + file) != null) {
          return platform + extension;
        }
      }
    }
    return platform + " (build not found)";
  }

  private static String vectors() {
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
