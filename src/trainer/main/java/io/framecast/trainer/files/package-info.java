/** Plain files in and out; what is wrong with one is one sentence. */
@NullMarked
package io.framecast.trainer.files;

import org.jspecify.annotations.NullMarked;
