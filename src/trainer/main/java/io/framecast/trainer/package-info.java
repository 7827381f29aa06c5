/** The command line of {@code trainer.jar}: it knows every command, and no package knows it. */
@NullMarked
package io.framecast.trainer;

import org.jspecify.annotations.NullMarked;
