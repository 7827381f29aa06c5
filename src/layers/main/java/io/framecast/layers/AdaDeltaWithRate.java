package io.framecast.layers;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdaDeltaUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Implements AdaDelta (Zeiler 2012, arXiv 1212.5701) with a learning rate that multiplies each
 * step, as in Keras. ND4J's AdaDelta has no learning rate. The defaults of Keras 2.1 are rate 1,
 * rho 0.95 and epsilon 1e-8.
 */
public final class AdaDeltaWithRate implements IUpdater {
  private static final long serialVersionUID = 1L;

  @JsonProperty private double learningRate;
  @JsonProperty private @Nullable ISchedule learningRateSchedule;
  @JsonProperty private double rho;
  @JsonProperty private double epsilon;

  @SuppressWarnings("unused") // Jackson calls it to read JSON
  private AdaDeltaWithRate() {}

  /**
   * Creates the updater's configuration.
   *
   * @param learningRate the factor of each step
   * @param rho the decay of the running means
   * @param epsilon added to both running means before their square roots
   */
  public AdaDeltaWithRate(double learningRate, double rho, double epsilon) {
    this.learningRate = learningRate;
    this.rho = rho;
    this.epsilon = epsilon;
  }

  @Override
  public long stateSize(long numParams) {
    return 2 * numParams;
  }

  @Override
  public GradientUpdater<?> instantiate(INDArray viewArray, boolean initializeViewArray) {
    return new Updater(
        (AdaDeltaUpdater) new AdaDelta(rho, epsilon).instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<?> instantiate(Map<String, INDArray> state, boolean initialize) {
    return new Updater((AdaDeltaUpdater) new AdaDelta(rho, epsilon).instantiate(state, initialize));
  }

  @Override
  public AdaDeltaWithRate clone() {
    AdaDeltaWithRate clone = new AdaDeltaWithRate(learningRate, rho, epsilon);
    clone.learningRateSchedule = learningRateSchedule;
    return clone;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRateSchedule == null
        ? learningRate
        : learningRateSchedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, @Nullable ISchedule lrSchedule) {
    learningRate = lr;
    learningRateSchedule = lrSchedule;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AdaDeltaWithRate that
        && learningRate == that.learningRate
        && rho == that.rho
        && epsilon == that.epsilon
        && Objects.equals(learningRateSchedule, that.learningRateSchedule);
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, rho, epsilon, learningRateSchedule);
  }

  private final class Updater implements GradientUpdater<AdaDeltaWithRate> {
    private final AdaDeltaUpdater delegate;

    Updater(AdaDeltaUpdater delegate) {
      this.delegate = delegate;
    }

    @Override
    public AdaDeltaWithRate getConfig() {
      return AdaDeltaWithRate.this;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
      delegate.setState(state, initialize);
    }

    @Override
    public Map<String, INDArray> getState() {
      return delegate.getState();
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
      delegate.setStateViewArray(view, shape, order, initialize);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      delegate.applyUpdater(gradient, iteration, epoch);
      gradient.muli(getLearningRate(iteration, epoch));
    }
  }
}
