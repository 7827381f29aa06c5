package io.framecast.convlstm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Computes a fingerprint of an arithmetic: the hash of the bits of some steps of fixed weights over
 * fixed frames. Two machines with the same fingerprint compute the same bits, whatever their
 * instruction set, cache and libraries.
 */
final class ArithmeticProbe {
  private static final int STEPS = 3;

  /** A network with frames of one size: odd tiles, several parts, and as many channels as usual. */
  private record Case(Configuration configuration, int height, int width) {}

  private static final List<Case> CASES =
      List.of(
          new Case(Configuration.squares(), 40, 40),
          new Case(Configuration.squares(), 26, 18),
          new Case(Configuration.squares(), 130, 60),
          new Case(Configuration.keras(), 22, 38));

  private static final Map<Arithmetic, String> KNOWN = new EnumMap<>(Arithmetic.class);

  private ArithmeticProbe() {}

  /** Returns eight hexadecimal digits; only the first call for an arithmetic computes. */
  static synchronized String fingerprint(Arithmetic arithmetic) {
    return KNOWN.computeIfAbsent(arithmetic, ArithmeticProbe::compute);
  }

  private static String compute(Arithmetic arithmetic) {
    CRC32C hash = new CRC32C();
    for (Case one : CASES) {
      add(one, arithmetic, hash);
    }
    return String.format(Locale.ROOT, "%08x", hash.getValue());
  }

  private static void add(Case one, Arithmetic arithmetic, CRC32C hash) {
    Weights weights = Weights.initial(one.configuration(), 1);
    SplittableRandom random = new SplittableRandom(one.height());
    float[] frame = new float[one.height() * one.width()];
    float[] prediction = new float[frame.length];
    ByteBuffer bytes =
        ByteBuffer.allocate(frame.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (Step step = new Step(new Model(weights, arithmetic));
        State state = State.zero(one.configuration(), one.height(), one.width())) {
      for (int t = 0; t < STEPS; t++) {
        for (int k = 0; k < frame.length; k++) {
          frame[k] = (float) random.nextDouble();
        }
        step.next(state, frame, prediction);
        bytes.clear().asFloatBuffer().put(prediction);
        hash.update(bytes);
      }
      ByteBuffer all = ByteBuffer.allocate((int) state.bytes());
      state.write(all);
      hash.update(all.flip());
    }
  }
}
