package io.framecast.convlstm;

import java.util.ArrayList;
import java.util.List;

/** Holds the packed stages of a network, and of its forecaster. */
final class PackedWeights implements AutoCloseable {

  final Configuration configuration;
  final Arithmetic arithmetic;
  final List<PackedStage> stages = new ArrayList<>();
  final List<PackedStage> forecaster = new ArrayList<>();

  PackedWeights(Model model) {
    configuration = model.weights().configuration();
    arithmetic = model.arithmetic();
    configuration.placedStages().forEach(placed -> stages.add(PackedStage.of(placed, model)));
    configuration
        .placedForecaster()
        .forEach(placed -> forecaster.add(PackedStage.of(placed, model)));
  }

  @Override
  public void close() {
    stages.forEach(PackedStage::close);
    forecaster.forEach(PackedStage::close);
  }
}
