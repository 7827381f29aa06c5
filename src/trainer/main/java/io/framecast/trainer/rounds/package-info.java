/**
 * A round of retraining: from what its manifest names, stretches of the log and a parent, to the
 * weights that follow from it, and from nothing else.
 */
@NullMarked
package io.framecast.trainer.rounds;

import org.jspecify.annotations.NullMarked;
