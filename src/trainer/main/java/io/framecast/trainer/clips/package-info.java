/** Clips: what a network learns from and is judged by, cut from the frames log. */
@NullMarked
package io.framecast.trainer.clips;

import org.jspecify.annotations.NullMarked;
