/**
 * Writes and reads a stream's state at one input offset as bytes, for the checkpoints topic and for
 * the local spill directory. This package does not know how streams process frames.
 */
@NullMarked
package io.framecast.predictor.checkpoints;

import org.jspecify.annotations.NullMarked;
