/** The topics as whoever asks about what has been sees them: read by offsets, outside any group. */
@NullMarked
package io.framecast.trainer.log;

import org.jspecify.annotations.NullMarked;
