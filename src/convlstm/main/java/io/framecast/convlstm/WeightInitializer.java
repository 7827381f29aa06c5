package io.framecast.convlstm;

import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Initialises weights as Keras does: {@code glorot_uniform} on the fused kernel, {@code orthogonal}
 * on the fused recurrent kernel, and forget bias 1. The bias of a last convolution with a sigmoid
 * is -2.8, the logit of the squares' mean, so training need not first learn that frames are mostly
 * black. Peepholes begin at 0.
 */
final class WeightInitializer {

  private static final float HEAD_BIAS = -2.8f;

  private WeightInitializer() {}

  static Map<String, float[]> tensors(Configuration configuration, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> tensors = new LinkedHashMap<>();
    configuration
        .tensorShapes()
        .forEach((name, shape) -> tensors.put(name, tensor(name, shape, random)));
    Stream.concat(configuration.stages().stream(), configuration.forecaster().stream())
        .filter(ConvLstm2D.class::isInstance)
        .forEach(layer -> rememberAtFirst(tensors.get(layer.name() + ".bias")));
    startDark(configuration, tensors);
    return tensors;
  }

  private static float[] tensor(String name, List<Integer> shape, SplittableRandom random) {
    int size = shape.stream().reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    if (name.endsWith("recurrent_kernel")) {
      int columns = shape.get(shape.size() - 1);
      return orthogonal(size / columns, columns, random);
    } else if (name.endsWith("kernel")) {
      int inputs = shape.get(shape.size() - 2);
      int outputs = shape.get(shape.size() - 1);
      double field = (double) size / inputs / outputs;
      double limit = Math.sqrt(6 / (field * (inputs + outputs)));
      for (int i = 0; i < size; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
      }
    } else if (name.endsWith("gamma") || name.endsWith("variance")) {
      Arrays.fill(values, 1);
    }
    return values;
  }

  /** Sets the bias of the forget gate, which is the second quarter of a layer's gates i f c o. */
  private static void rememberAtFirst(float @Nullable [] bias) {
    if (bias != null) {
      Arrays.fill(bias, bias.length / 4, bias.length / 2, 1);
    }
  }

  /** Sets the bias of a last convolution with a sigmoid. */
  private static void startDark(Configuration configuration, Map<String, float[]> tensors) {
    List<Stage> stages =
        configuration.forecaster().isEmpty() ? configuration.stages() : configuration.forecaster();
    Stage last = stages.get(stages.size() - 1);
    Activation activation = Activation.LINEAR;
    if (last instanceof Conv3D convolution) {
      activation = convolution.activation();
    } else if (last instanceof Conv2D convolution) {
      activation = convolution.activation();
    }
    float[] bias = tensors.get(last.name() + ".bias");
    if (activation == Activation.SIGMOID && bias != null) {
      Arrays.fill(bias, HEAD_BIAS);
    }
  }

  /**
   * Returns a matrix with orthonormal rows or columns, the fewer ones, by modified Gram-Schmidt.
   */
  private static float[] orthogonal(int rows, int columns, SplittableRandom random) {
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] basis = new double[count][length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < length; j++) {
        basis[i][j] = random.nextGaussian();
      }
      for (int before = 0; before < i; before++) {
        double along = dot(basis[before], basis[i]);
        for (int j = 0; j < length; j++) {
          basis[i][j] -= along * basis[before][j];
        }
      }
      double norm = Math.sqrt(dot(basis[i], basis[i]));
      for (int j = 0; j < length; j++) {
        basis[i][j] /= norm;
      }
    }
    float[] matrix = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix[r * columns + c] = (float) (rows <= columns ? basis[r][c] : basis[c][r]);
      }
    }
    return matrix;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
