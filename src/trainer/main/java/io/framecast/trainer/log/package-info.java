/** Reads topics by offset, outside of any consumer group. */
@NullMarked
package io.framecast.trainer.log;

import org.jspecify.annotations.NullMarked;
