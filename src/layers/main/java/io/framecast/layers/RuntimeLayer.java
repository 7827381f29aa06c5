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

/** Computes a layer with parameters in C order, 5-D input and 5-D output. */
class RuntimeLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C> {
  private static final long serialVersionUID = 1L;

  RuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  String displayName() {
    C configuration = layerConf();
    return configuration.getClass().getSimpleName() + " \"" + configuration.getLayerName() + "\"";
  }

  /** Returns the checked input, contiguous and of the network's type. */
  INDArray contiguousInput(long channels) {
    assertInputSet(false);
    Ndhwc.requireShape(displayName(), input, channels);
    return Nd4jOps.contiguous(input, dataType);
  }

  INDArray createActivations(LayerWorkspaceMgr workspaces, long... shape) {
    return workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
  }

  INDArray createActivationGradient(LayerWorkspaceMgr workspaces, long... shape) {
    return workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, shape, 'c');
  }

  /** Returns the view that receives the gradient of a parameter. */
  INDArray gradientView(String key) {
    return Objects.requireNonNull(gradientViews.get(key), key);
  }

  /** Returns the gradient views as the result of a backward pass. */
  Gradient gradients() {
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
