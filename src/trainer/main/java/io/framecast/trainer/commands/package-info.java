/** The offline commands of {@code trainer.jar}. */
@NullMarked
package io.framecast.trainer.commands;

import org.jspecify.annotations.NullMarked;
