/**
 * A network that learns: the graph of layers, the rule of its updates, and what it is given. Frames
 * in as arrays, weights out.
 */
@NullMarked
package io.framecast.trainer.learning;

import org.jspecify.annotations.NullMarked;
