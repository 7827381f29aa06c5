package io.framecast.service;

import io.framecast.topics.models.InvalidModelException;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.apache.kafka.common.KafkaException;

/** The factory maps exceptions of any controller to responses. */
@Factory
final class ErrorResponses {

  /** Maps a command that the registry rejects to 409. */
  @Singleton
  ExceptionHandler<InvalidModelException, HttpResponse<?>> invalidModel() {
    return (request, e) -> response(HttpStatus.CONFLICT, e);
  }

  /** Maps failures of Kafka clients to 503, since a later request may succeed. */
  @Singleton
  ExceptionHandler<KafkaException, HttpResponse<?>> kafka() {
    return (request, e) -> response(HttpStatus.SERVICE_UNAVAILABLE, e);
  }

  private static HttpResponse<?> response(HttpStatus status, Exception e) {
    return MessageResponse.of(status, String.valueOf(e.getMessage()));
  }
}
