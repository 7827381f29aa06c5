/**
 * The command line of {@code trainer.jar}: it lists every command, and no package depends on it.
 */
@NullMarked
package io.framecast.trainer;

import org.jspecify.annotations.NullMarked;
