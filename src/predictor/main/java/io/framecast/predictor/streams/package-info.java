/**
 * What happens to the frames of a stream, without a broker and without the service around it:
 * records in, records out.
 */
@NullMarked
package io.framecast.predictor.streams;

import org.jspecify.annotations.NullMarked;
