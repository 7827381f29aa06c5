package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class TrainingTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 9;

  static List<IUpdater> updaters() {
    return List.of(
        new Adam(new CycleSchedule(ScheduleType.ITERATION, 1e-2, 40)),
        new AdaDeltaWithRate(1, 0.95, 1e-4),
        new Nesterovs(1e-1, 0.9),
        new RmsProp(1e-3),
        new AMSGrad(1e-2));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void fitReducesTheLoss(IUpdater updater) {
    ComputationGraph network =
        Networks.squares(DataType.FLOAT, updater, Networks.clips(HEIGHT, WIDTH, 2), 8, false);
    double[] scores = new double[30];
    network.setListeners(new GlobalNormClip(1), new ScoreIterationListener(10));
    INDArray[] labels = {Networks.bits(DataType.FLOAT, 3, 5, HEIGHT, WIDTH, 2)};
    for (int step = 0; step < 30; step++) {
      network.fit(labels, labels); // the input is the label
      scores[step] = network.score();
    }
    assertThat(scores[29]).isLessThan(0.9 * scores[0]);
  }

  @Test
  void twoIdenticalFitsGiveIdenticalParameters() {
    INDArray first = train();
    INDArray second = train();
    assertThat(second).isEqualTo(first); // the same machine, so the same number of cores
  }

  private static INDArray train() {
    ComputationGraph network =
        Networks.squares(DataType.FLOAT, new Adam(1e-2), Networks.clips(HEIGHT, WIDTH, 2), 8, true);
    network.setListeners(new GlobalNormClip(1));
    Nd4j.getRandom().setSeed(41);
    for (int step = 0; step < 5; step++) {
      INDArray[] clip = {Networks.bits(DataType.FLOAT, 5, 5, HEIGHT, WIDTH, 2)};
      network.fit(clip, clip);
    }
    return network.params();
  }

  @Test
  void aGraphContinuesTrainingAfterSaveAndLoad(@TempDir Path folder) throws IOException {
    ComputationGraph network =
        Networks.squares(
            DataType.FLOAT,
            new AdaDeltaWithRate(0.5, 0.95, 1e-8),
            Networks.clips(HEIGHT, WIDTH, 2),
            4,
            false);
    INDArray[] clip = {Networks.bits(DataType.FLOAT, 3, 5, HEIGHT, WIDTH, 2)};
    network.fit(clip, clip);
    File file = folder.resolve("network.zip").toFile();
    network.save(file, true);
    ComputationGraph loaded = ComputationGraph.load(file, true);

    assertThat(loaded.getConfiguration()).isEqualTo(network.getConfiguration());
    assertThat(loaded.outputSingle(clip)).isEqualTo(network.outputSingle(clip));
    network.fit(clip, clip);
    loaded.fit(clip, clip);
    assertThat(loaded.params()).isEqualTo(network.params());
  }

  @Test
  void aMultiLayerNetworkContinuesTrainingAfterSaveAndLoad(@TempDir Path folder)
      throws IOException {
    MultiLayerNetwork network =
        Networks.keras(
            DataType.FLOAT,
            new Adam(1e-3),
            CellActivation.HARD_SIGMOID,
            Networks.clips(HEIGHT, WIDTH, 1),
            2,
            4);
    INDArray clip = Networks.bits(DataType.FLOAT, 3, 5, HEIGHT, WIDTH, 1);
    network.fit(clip, clip);
    File file = folder.resolve("network.zip").toFile();
    network.save(file, true);
    MultiLayerNetwork loaded = MultiLayerNetwork.load(file, true);

    assertThat(loaded.output(clip)).isEqualTo(network.output(clip));
    network.fit(clip, clip);
    loaded.fit(clip, clip);
    assertThat(loaded.params()).isEqualTo(network.params());
  }

  @Test
  void configurationsAreEqualAfterJson() {
    ComputationGraphConfiguration graph =
        Networks.squares(DataType.FLOAT, new Adam(1e-3), Networks.clips(HEIGHT, WIDTH, 2), 4, true)
            .getConfiguration();
    assertThat(ComputationGraphConfiguration.fromJson(graph.toJson())).isEqualTo(graph);
    MultiLayerConfiguration list =
        Networks.keras(
                DataType.FLOAT,
                new Adam(1e-3),
                CellActivation.HARD_SIGMOID,
                Networks.clips(HEIGHT, WIDTH, 1),
                2,
                4)
            .getLayerWiseConfigurations();
    assertThat(MultiLayerConfiguration.fromJson(list.toJson())).isEqualTo(list);
  }
}
