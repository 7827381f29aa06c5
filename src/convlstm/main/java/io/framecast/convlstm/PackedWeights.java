package io.framecast.convlstm;

import java.util.ArrayList;
import java.util.List;

/** Holds the packed stages of a network, and of its forecaster. */
final class PackedWeights implements AutoCloseable {

  final Configuration configuration;
  final List<PackedStage> stages = new ArrayList<>();
  final List<PackedStage> forecaster = new ArrayList<>();

  PackedWeights(Weights weights) {
    configuration = weights.configuration();
    configuration.placedStages().forEach(placed -> stages.add(PackedStage.of(placed, weights)));
    configuration
        .placedForecaster()
        .forEach(placed -> forecaster.add(PackedStage.of(placed, weights)));
  }

  @Override
  public void close() {
    stages.forEach(PackedStage::close);
    forecaster.forEach(PackedStage::close);
  }
}
