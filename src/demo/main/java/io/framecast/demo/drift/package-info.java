/** The drift scenario, judged by what the scores and events topics hold. */
@NullMarked
package io.framecast.demo.drift;

import org.jspecify.annotations.NullMarked;
