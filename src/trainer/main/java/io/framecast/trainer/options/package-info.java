/** Command-line options that several commands share. */
@NullMarked
package io.framecast.trainer.options;

import org.jspecify.annotations.NullMarked;
