/**
 * The trainer as a service. It detects drift in the scores, runs rounds of retraining, evaluates
 * their results, promotes better versions, and rolls back those that turn out worse.
 */
// several services may share one class path: each takes only its own beans
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-trainer")
@NullMarked
package io.framecast.trainer.service;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
