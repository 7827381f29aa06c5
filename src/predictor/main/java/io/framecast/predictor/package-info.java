/** The predictor as a process: its beans, its loop, what it shows over HTTP. */
// several services may stand on one class path: each takes its own beans only
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-predictor")
@NullMarked
package io.framecast.predictor;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
