package io.framecast.convlstm;

import java.util.Locale;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/** Says whether oneDNN can be used, and holds its engine, which all threads share. */
final class OneDnn {
  private static final System.Logger LOG = System.getLogger(OneDnn.class.getName());

  /** Null where the library cannot be used. */
  private static final @Nullable engine ENGINE = open();

  private OneDnn() {}

  static boolean isAvailable() {
    return ENGINE != null;
  }

  static engine engine() {
    if (ENGINE == null) {
      throw new IllegalStateException("expected oneDNN, found that it cannot be used here");
    }
    return ENGINE;
  }

  private static @Nullable engine open() {
    try {
      int instructions = dnnl.dnnl_get_effective_cpu_isa();
      if ((instructions & dnnl.dnnl_cpu_isa_avx512_core) != dnnl.dnnl_cpu_isa_avx512_core) {
        LOG.log(
            System.Logger.Level.WARNING,
            String.format(
                Locale.ROOT,
                "Winograd convolutions need AVX-512, which this processor does not have or"
                    + " DNNL_MAX_CPU_ISA excludes (oneDNN's code %d); convolutions are direct,"
                    + " which takes about twice as long",
                instructions));
        return null;
      }
      engine cpu = new engine(engine.kind.cpu, 0);
      BatchedProduct.tryOne(cpu);
      return cpu;
    } catch (LinkageError | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "oneDNN cannot be used ("
              + e
              + "); convolutions are direct, which takes about twice as long");
      return null;
    }
  }
}
