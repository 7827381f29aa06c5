package io.framecast.convlstm;

import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Elementwise;
import io.framecast.convlstm.Stage.HiddenStates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes the forward pass of the network for frames of one size, one frame at a time, and owns
 * the working memory for it. Between stages the values stay on the heap. Only the inputs and
 * outputs of the convolutions are native.
 */
final class ForwardPass implements AutoCloseable {

  private final Configuration configuration;
  private final int height;
  private final int width;
  private final Workspace work;
  private final float[] scaled; // the frame after the scaling of the input; empty without one
  private final float[] folded; // one of several leads; empty for a single one
  private final long nativeBytes;
  private final List<StagePass> stages = new ArrayList<>();
  private final List<StagePass> forecaster = new ArrayList<>(); // empty for other networks
  private @Nullable State ahead; // the state of frames to come, once it is needed

  ForwardPass(PackedWeights weights, int height, int width) {
    this.configuration = weights.configuration;
    this.height = height;
    this.width = width;
    // heap arrays first: if the heap is full, no native memory is left allocated
    this.work = new Workspace(configuration, height, width);
    this.scaled =
        new float[configuration.input().isNone() ? 0 : height * width * configuration.channels()];
    this.folded =
        new float[configuration.leads() == 1 ? 0 : work.pixels * configuration.depthChannels()];
    this.nativeBytes = Workspace.nativeBytes(configuration, weights.arithmetic, height, width);
    OffHeapMemory.reserveWork(nativeBytes, "a workspace for frames of " + height + "x" + width);
    try {
      create(weights.stages, stages);
      create(weights.forecaster, forecaster);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void create(List<PackedStage> packed, List<StagePass> passes) {
    List<PlacedStage> layers = new ArrayList<>();
    for (int s = 0; s < packed.size(); s++) {
      PackedStage next = packed.get(s);
      PlacedStage placed = next.placed();
      Stage stage = placed.stage();
      boolean isBeforeConvolution = s + 1 < packed.size() && isConvolution(packed.get(s + 1));
      if (stage instanceof ConvLstm2D layer) {
        passes.add(new CellPass(layer, next, work));
        layers.add(placed);
      } else if (isConvolution(next)) {
        boolean isBehindHidden =
            s > 0 && packed.get(s - 1).placed().stage() instanceof HiddenStates;
        passes.add(
            new ConvolutionPass(
                next,
                isBehindHidden ? new HiddenStatesPass(layers, work) : features(placed),
                work));
      } else if (stage instanceof HiddenStates && !isBeforeConvolution) {
        passes.add(new HiddenStatesPass(layers, work));
      } else if (next.normalizer() != null) {
        Normalizer normalizer = next.normalizer();
        passes.add(state -> normalizer.apply(work.features, work.pixels));
      } else if (stage instanceof Elementwise function) {
        int size = work.pixels * placed.outputs();
        passes.add(state -> function.activation().apply(work.features, size));
      }
    }
  }

  private static boolean isConvolution(PackedStage packed) {
    Stage stage = packed.placed().stage();
    return stage instanceof Conv2D || stage instanceof Conv3D;
  }

  private FeatureSource features(PlacedStage reader) {
    int channels = reader.inputs();
    return (state, p, n, tile) ->
        System.arraycopy(work.features, p * channels, tile, 0, n * channels);
  }

  boolean hasSizeOf(State state) {
    return state.height() == height && state.width() == width;
  }

  /**
   * Advances the state by a frame {@code [height, width, channels]} and predicts the next ones.
   *
   * @param predictions of the same shape, one for each lead from 1 on
   */
  void step(State state, float[] frame, float[][] predictions) {
    encode(state, frame);
    if (!forecaster.isEmpty()) {
      State next = copyAhead(state);
      for (float[] prediction : predictions) {
        run(forecaster, next);
        readPrediction(prediction, 0);
      }
      return;
    }
    int leads = Math.min(configuration.leads(), predictions.length);
    for (int lead = 0; lead < leads; lead++) {
      readPrediction(predictions[lead], lead);
    }
    if (leads < predictions.length) { // its own predictions give those beyond
      State next = copyAhead(state);
      for (int lead = leads; lead < predictions.length; lead++) {
        encode(next, predictions[lead - leads]);
        readPrediction(predictions[lead], leads - 1);
      }
    }
  }

  private void encode(State state, float[] frame) {
    float[] in = frame;
    if (!configuration.input().isNone()) {
      configuration.input().apply(frame, scaled, configuration.channels());
      in = scaled;
    }
    Patches.spaceToDepth(
        in, height, width, configuration.channels(), configuration.patch(), work.features);
    run(stages, state);
    state.countFrame();
  }

  private static void run(List<StagePass> passes, State state) {
    for (int s = 0; s < passes.size(); s++) { // an iterator would be garbage in every step
      passes.get(s).run(state);
    }
  }

  /** Reads one of the frames that the last stage predicts at once. */
  private void readPrediction(float[] prediction, int lead) {
    float[] from = work.features;
    if (configuration.leads() > 1) {
      int depth = configuration.depthChannels();
      int all = depth * configuration.leads();
      for (int p = 0; p < work.pixels; p++) {
        System.arraycopy(work.features, p * all + lead * depth, folded, p * depth, depth);
      }
      from = folded;
    }
    Patches.depthToSpace(
        from, height, width, configuration.channels(), configuration.patch(), prediction);
    if (!configuration.output().isNone()) {
      configuration.output().apply(prediction, prediction, configuration.channels());
    }
  }

  private State copyAhead(State state) {
    State copy = ahead;
    if (copy == null) {
      copy = state.zeroLike();
      ahead = copy;
    }
    copy.copyFrom(state);
    return copy;
  }

  @Override
  public void close() {
    stages.forEach(StagePass::close);
    forecaster.forEach(StagePass::close);
    if (ahead != null) {
      ahead.close();
    }
    OffHeapMemory.releaseWork(nativeBytes);
  }
}
