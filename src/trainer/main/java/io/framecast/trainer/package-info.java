/** The commands of {@code trainer.jar}: the offline tools, and the service. */
@NullMarked
package io.framecast.trainer;

import org.jspecify.annotations.NullMarked;
