package io.framecast.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes the pass in double precision with plain loops; it is slow, for gradient checks. */
final class DoubleConvLstmPass implements ConvLstmPass {
  private final ConvLstmShape sizes;
  private double[][] gates = {}; // per frame [clips, pixels, 4 * filters], activated
  private double[][] cells = {}; // before each frame and after the last, [clips, pixels, filters]
  private double[][] hiddens = {}; // like cells
  private double[][] frames = {}; // per frame [clips, pixels, channels]
  private double[] inputKernel = {};
  private double[] recurrentKernel = {};
  private double[] peepholes = {}; // of the gates i, f and o; empty without

  DoubleConvLstmPass(ConvLstmShape sizes) {
    this.sizes = sizes;
  }

  @Override
  public void forward(
      Parameters parameters,
      INDArray x,
      INDArray hidden,
      @Nullable CarriedState state,
      boolean keepForBackward) {
    int filters = sizes.filters();
    int units = sizes.clips() * sizes.pixels();
    inputKernel = parameters.input() == null ? inputKernel : toArray(parameters.input());
    recurrentKernel = toArray(parameters.recurrent());
    peepholes = parameters.peepholes() == null ? peepholes : toArray(parameters.peepholes());
    double[] bias = toArray(parameters.bias());
    double[] clip = toArray(x);
    double[] out = toArray(hidden); // the frames of another pass stay
    gates = new double[sizes.times()][units * 4 * filters];
    cells = new double[sizes.times() + 1][units * filters];
    hiddens = new double[sizes.times() + 1][units * filters];
    frames = new double[sizes.times()][units * sizes.channels()];
    if (state != null) {
      cells[0] = toArray(state.cell());
      hiddens[0] = toArray(state.hidden());
    }
    for (int t = 0; t < sizes.times(); t++) {
      copyFrame(clip, frames[t], t, sizes.channels(), true);
      double[] z = gates[t];
      for (int k = 0; k < z.length; k++) {
        z[k] = bias[k % bias.length];
      }
      convolve(frames[t], sizes.channels(), inputKernel, z);
      convolve(hiddens[t], filters, recurrentKernel, z);
      for (int unit = 0; unit < units; unit++) {
        for (int k = 0; k < filters; k++) {
          int at = unit * 4 * filters + k;
          int s = unit * filters + k;
          double c = cells[t][s];
          double i = activate(sizes.gates(), z[at] + peephole(0, s) * c);
          double f = activate(sizes.gates(), z[at + filters] + peephole(1, s) * c);
          double g = activate(sizes.activation(), z[at + 2 * filters]);
          double next = f * c + i * g;
          double o = activate(sizes.gates(), z[at + 3 * filters] + peephole(2, s) * next);
          z[at] = i;
          z[at + filters] = f;
          z[at + 2 * filters] = g;
          z[at + 3 * filters] = o;
          cells[t + 1][s] = next;
          hiddens[t + 1][s] = o * activate(sizes.activation(), next);
        }
      }
      copyFrame(out, hiddens[t + 1], t, filters, false);
    }
    fill(hidden, out);
    if (state != null) {
      fill(state.hidden(), hiddens[sizes.times()]);
      fill(state.cell(), cells[sizes.times()]);
    }
  }

  @Override
  public void backward(
      INDArray hiddenGradient,
      INDArray xGradient,
      Parameters gradients,
      @Nullable CarriedState state) {
    int filters = sizes.filters();
    int units = sizes.clips() * sizes.pixels();
    double[] out = toArray(hiddenGradient);
    double[] xOut = toArray(xGradient);
    double[] input = new double[inputKernel.length];
    double[] recurrent = new double[recurrentKernel.length];
    double[] bias = new double[4 * filters];
    double[] ofPeepholes = new double[peepholes.length];
    double[] hNext = state == null ? new double[units * filters] : toArray(state.hidden());
    double[] cNext = state == null ? new double[units * filters] : toArray(state.cell());
    for (int t = sizes.times() - 1; t >= 0; t--) {
      double[] dh = new double[units * filters];
      copyFrame(out, dh, t, filters, true);
      double[] dz = new double[units * 4 * filters];
      for (int unit = 0; unit < units; unit++) {
        for (int k = 0; k < filters; k++) {
          int s = unit * filters + k;
          int at = unit * 4 * filters + k;
          double i = gates[t][at];
          double f = gates[t][at + filters];
          double g = gates[t][at + 2 * filters];
          double o = gates[t][at + 3 * filters];
          double value = activate(sizes.activation(), cells[t + 1][s]);
          double h = dh[s] + hNext[s];
          double dOutput = h * value * derivative(sizes.gates(), o);
          double c =
              cNext[s] + h * o * derivative(sizes.activation(), value) + dOutput * peephole(2, s);
          double dInput = c * g * derivative(sizes.gates(), i);
          double dForget = c * cells[t][s] * derivative(sizes.gates(), f);
          dz[at] = dInput;
          dz[at + filters] = dForget;
          dz[at + 2 * filters] = c * i * derivative(sizes.activation(), g);
          dz[at + 3 * filters] = dOutput;
          cNext[s] = c * f + dInput * peephole(0, s) + dForget * peephole(1, s);
          if (ofPeepholes.length > 0) {
            ofPeepholes[peepholeIndex(0, s)] += dInput * cells[t][s];
            ofPeepholes[peepholeIndex(1, s)] += dForget * cells[t][s];
            ofPeepholes[peepholeIndex(2, s)] += dOutput * cells[t + 1][s];
          }
        }
      }
      for (int k = 0; k < dz.length; k++) {
        bias[k % bias.length] += dz[k];
      }
      hNext = new double[units * filters];
      double[] dx = new double[units * sizes.channels()];
      convolveBackward(hiddens[t], filters, recurrentKernel, dz, hNext, recurrent);
      convolveBackward(frames[t], sizes.channels(), inputKernel, dz, dx, input);
      copyFrame(xOut, dx, t, sizes.channels(), false);
    }
    fill(xGradient, xOut);
    if (gradients.input() != null) {
      fill(gradients.input(), input);
    }
    if (state != null) {
      fill(state.hidden(), hNext);
      fill(state.cell(), cNext);
    }
    fill(gradients.recurrent(), recurrent);
    fill(gradients.bias(), bias);
    if (gradients.peepholes() != null) {
      fill(gradients.peepholes(), ofPeepholes);
    }
  }

  @Override
  public void close() {
    // all arrays are on the heap
  }

  /** Returns the peephole of a gate for a unit of the state; 0 without peepholes. */
  private double peephole(int gate, int unit) {
    return peepholes.length == 0 ? 0 : peepholes[peepholeIndex(gate, unit)];
  }

  private int peepholeIndex(int gate, int unit) {
    int size = peepholes.length / 3;
    return gate * size + unit % size; // a unit is [clips, pixels, filters]
  }

  private static double activate(CellActivation activation, double z) {
    return switch (activation) {
      case LINEAR -> z;
      case TANH -> Math.tanh(z);
      case RELU -> Math.max(0, z);
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case HARD_SIGMOID -> Math.max(0, Math.min(1, 0.2 * z + 0.5));
      case HARD_SIGMOID_KERAS3 -> Math.max(0, Math.min(6, z + 3)) / 6;
    };
  }

  /** Returns the derivative of an activation from its value. */
  private static double derivative(CellActivation activation, double value) {
    return switch (activation) {
      case LINEAR -> 1;
      case TANH -> 1 - value * value;
      case RELU -> value > 0 ? 1 : 0;
      case SIGMOID -> value * (1 - value);
      case HARD_SIGMOID -> value > 0 && value < 1 ? 0.2 : 0;
      case HARD_SIGMOID_KERAS3 -> value > 0 && value < 1 ? 1 / 6.0 : 0;
    };
  }

  /** Adds the convolution of {@code [clips, height, width, depth]} to {@code z}. */
  private void convolve(double[] x, int depth, double[] kernel, double[] z) {
    int gateCount = 4 * sizes.filters();
    forEachTap(
        (from, to, tap) -> {
          for (int c = 0; c < depth; c++) {
            double value = x[from * depth + c];
            for (int k = 0; k < gateCount; k++) {
              z[to * gateCount + k] += value * kernel[(tap * depth + c) * gateCount + k];
            }
          }
        });
  }

  private void convolveBackward(
      double[] x, int depth, double[] kernel, double[] dz, double[] dx, double[] dKernel) {
    int gateCount = 4 * sizes.filters();
    forEachTap(
        (from, to, tap) -> {
          for (int c = 0; c < depth; c++) {
            double sum = 0;
            for (int k = 0; k < gateCount; k++) {
              int weight = (tap * depth + c) * gateCount + k;
              sum += dz[to * gateCount + k] * kernel[weight];
              dKernel[weight] += dz[to * gateCount + k] * x[from * depth + c];
            }
            dx[from * depth + c] += sum;
          }
        });
  }

  private void forEachTap(TapVisitor visitor) {
    int top = sizes.kernelHeight() / 2;
    int left = sizes.kernelWidth() / 2;
    for (int to = 0; to < sizes.clips() * sizes.pixels(); to++) {
      int clip = to / sizes.pixels();
      int row = to % sizes.pixels() / sizes.width();
      int column = to % sizes.width();
      for (int tap = 0; tap < sizes.taps(); tap++) {
        int y = row + tap / sizes.kernelWidth() - top;
        int x = column + tap % sizes.kernelWidth() - left;
        if (y >= 0 && y < sizes.height() && x >= 0 && x < sizes.width()) {
          visitor.visit((clip * sizes.height() + y) * sizes.width() + x, to, tap);
        }
      }
    }
  }

  /**
   * Copies frame t of {@code [clips, time, pixels, depth]} to or from {@code [clips, pixels,
   * depth]}.
   */
  private void copyFrame(double[] clip, double[] frame, int t, int depth, boolean toFrame) {
    int length = sizes.pixels() * depth;
    for (int n = 0; n < sizes.clips(); n++) {
      int at = (n * sizes.clipTimes() + sizes.first() + t) * length;
      if (toFrame) {
        System.arraycopy(clip, at, frame, n * length, length);
      } else {
        System.arraycopy(frame, n * length, clip, at, length);
      }
    }
  }

  private static double[] toArray(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static void fill(INDArray to, double[] values) {
    to.assign(
        Nd4jOps.outsideWorkspaces(() -> Nd4j.createFromArray(values).reshape('c', to.shape())));
  }

  @FunctionalInterface
  private interface TapVisitor {
    /** Visits a tap of the kernel centred on pixel {@code to}; the tap reads pixel {@code from}. */
    void visit(int from, int to, int tap);
  }
}
