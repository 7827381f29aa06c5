/** Compares two versions: which one predicts better, and with what confidence. */
@NullMarked
package io.framecast.trainer.gate;

import org.jspecify.annotations.NullMarked;
