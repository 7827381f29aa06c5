/** What stands around the topics: broker, predictors and trainer, asked once a second. */
@NullMarked
package io.framecast.console.around;

import org.jspecify.annotations.NullMarked;
