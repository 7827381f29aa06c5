/** Clips of the frames log: they train a network and evaluate it. */
@NullMarked
package io.framecast.trainer.clips;

import org.jspecify.annotations.NullMarked;
