package io.framecast.layers;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional3D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks the inputs and settings of layers with NDHWC activations. */
final class Ndhwc {
  private Ndhwc() {}

  /** Returns the input type of a layer, which must be 5-D with the channels last. */
  static InputTypeConvolutional3D requireClip(String layer, @Nullable InputType input) {
    if (input instanceof InputTypeConvolutional3D clip
        && clip.getDataFormat() == Convolution3D.DataFormat.NDHWC) {
      return clip;
    }
    throw new DL4JInvalidConfigException(
        layer
            + ": expected input of type InputType.convolutional3D(NDHWC, time, height, width,"
            + " channels), found "
            + input);
  }

  /** Returns the type of the same clip with another number of channels. */
  static InputType withChannels(InputTypeConvolutional3D clip, long channels) {
    return InputType.convolutional3D(
        Convolution3D.DataFormat.NDHWC,
        clip.getDepth(),
        clip.getHeight(),
        clip.getWidth(),
        channels);
  }

  static void requireShape(String layer, INDArray input, long channels) {
    if (input.rank() != 5 || input.size(4) != channels) {
      throw new DL4JInvalidInputException(
          layer
              + ": expected [batch, time, height, width, "
              + channels
              + "], found "
              + Arrays.toString(input.shape()));
    }
  }

  static void requirePositive(String layer, String what, long value) {
    if (value <= 0) {
      throw new DL4JInvalidConfigException(
          layer + ": expected " + what + " above 0, found " + value);
    }
  }

  static void requireOdd(String layer, String what, int value) {
    if (value <= 0 || value % 2 == 0) {
      throw new DL4JInvalidConfigException(
          layer + ": expected an odd " + what + ", found " + value);
    }
  }
}
