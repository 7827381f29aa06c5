/**
 * The trainer as a service: watches the scores, begins rounds, judges what comes of them, promotes,
 * and goes back where that was wrong.
 */
// several services may stand on one class path: each takes its own beans only
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-trainer")
@NullMarked
package io.framecast.trainer.service;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
