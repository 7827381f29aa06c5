/** Trains a network: the graph of its layers, its updates and its batches. */
@NullMarked
package io.framecast.trainer.learning;

import org.jspecify.annotations.NullMarked;
