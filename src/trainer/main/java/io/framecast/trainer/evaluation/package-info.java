/** Measures how good weights are: against baselines, and around a swap of weights. */
@NullMarked
package io.framecast.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
