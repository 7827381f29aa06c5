package io.framecast.trainer.keras;

import java.util.List;

/** An array of a Keras file, row-major. */
record KerasArray(List<Integer> shape, float[] values) {}
