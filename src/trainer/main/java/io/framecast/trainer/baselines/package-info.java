/**
 * The simple forecasters that a network must beat, and the evaluator that scores them and the
 * network on the same clips.
 */
@NullMarked
package io.framecast.trainer.baselines;

import org.jspecify.annotations.NullMarked;
