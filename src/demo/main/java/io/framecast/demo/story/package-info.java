/**
 * The demo's story: skill is there, falls when what is filmed changes, and comes back. How it went
 * is told by the scores and events topics alone, as anybody may read them.
 */
@NullMarked
package io.framecast.demo.story;

import org.jspecify.annotations.NullMarked;
