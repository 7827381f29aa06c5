/** How good weights are: beside every baseline, and around a swap from one to other ones. */
@NullMarked
package io.framecast.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
