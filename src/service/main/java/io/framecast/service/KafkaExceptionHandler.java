package io.framecast.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.apache.kafka.common.KafkaException;

/** Maps failures of Kafka clients to 503, since a later request may succeed. */
@Singleton
final class KafkaExceptionHandler implements ExceptionHandler<KafkaException, HttpResponse<?>> {
  @Override
  @SuppressWarnings("rawtypes") // the interface uses raw types
  public HttpResponse<?> handle(HttpRequest request, KafkaException e) {
    return MessageResponse.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
  }
}
