package io.framecast.service;

import io.framecast.topics.models.InvalidModelException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Maps a command that the registry rejects to 409. */
@Singleton
final class InvalidModelHandler
    implements ExceptionHandler<InvalidModelException, HttpResponse<?>> {
  @Override
  @SuppressWarnings("rawtypes") // the interface uses raw types
  public HttpResponse<?> handle(HttpRequest request, InvalidModelException e) {
    return MessageResponse.of(HttpStatus.CONFLICT, String.valueOf(e.getMessage()));
  }
}
