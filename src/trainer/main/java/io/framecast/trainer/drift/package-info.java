/** Whether predictions have become worse, from the scores topic. */
@NullMarked
package io.framecast.trainer.drift;

import org.jspecify.annotations.NullMarked;
