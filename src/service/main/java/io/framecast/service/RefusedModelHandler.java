package io.framecast.service;

import io.framecast.topics.models.RefusedModelException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** What the registry does not do is a conflict with what stands in it. */
@Singleton
final class RefusedModelHandler
    implements ExceptionHandler<RefusedModelException, HttpResponse<?>> {
  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public HttpResponse<?> handle(HttpRequest request, RefusedModelException e) {
    return Answer.of(HttpStatus.CONFLICT, String.valueOf(e.getMessage()));
  }
}
