/** The package polls the status of the broker, the predictors and the trainer once a second. */
@NullMarked
package io.framecast.console.status;

import org.jspecify.annotations.NullMarked;
