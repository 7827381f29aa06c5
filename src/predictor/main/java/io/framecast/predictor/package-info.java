/** Runs the predictor as a process: its beans, its loop and its HTTP endpoints. */
// several services may share a class path: each builds only its own beans
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-predictor")
@NullMarked
package io.framecast.predictor;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
