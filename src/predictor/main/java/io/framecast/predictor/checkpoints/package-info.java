/**
 * A stream's state at one input offset, as bytes: in the checkpoints topic, and in the local store
 * of streams that have left memory. What a stream is does not concern this package.
 */
@NullMarked
package io.framecast.predictor.checkpoints;

import org.jspecify.annotations.NullMarked;
