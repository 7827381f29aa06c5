/** A round of retraining: its manifest, its clips and batches, and its training. */
@NullMarked
package io.framecast.trainer.rounds;

import org.jspecify.annotations.NullMarked;
