package io.framecast.layers;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the running layers of this room share: parameters in C order, 5-D arrays in and out. */
class RuntimeLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C> {
  private static final long serialVersionUID = 1L;

  RuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  String sentenceName() {
    C configuration = layerConf();
    return configuration.getClass().getSimpleName() + " \"" + configuration.getLayerName() + "\"";
  }

  /** The checked input, contiguous and of the network's type. */
  INDArray contiguousInput(long channels) {
    assertInputSet(false);
    Ndhwc.check(sentenceName(), input, channels);
    return Native.contiguous(input, dataType);
  }

  INDArray activations(LayerWorkspaceMgr workspaces, long... shape) {
    return workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
  }

  INDArray activationGradient(LayerWorkspaceMgr workspaces, long... shape) {
    return workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, shape, 'c');
  }

  /** Where the gradient of a parameter goes. */
  INDArray gradientView(String key) {
    return Objects.requireNonNull(gradientViews.get(key), key);
  }

  /** What a backward pass answers: the views that it has filled. */
  Gradient filledGradients() {
    Gradient gradients = new DefaultGradient(gradientsFlattened);
    gradientViews.forEach(gradients::setGradientFor);
    return gradients;
  }

  @Override
  public void setParams(INDArray parameters) {
    if (parameters != paramsFlattened) {
      paramsFlattened.assign(parameters.reshape(paramsFlattened.shape()));
    }
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL3D;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
