/** Measures how good weights are, against baselines. */
@NullMarked
package io.framecast.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
