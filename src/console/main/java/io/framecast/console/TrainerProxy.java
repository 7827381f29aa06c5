package io.framecast.console;

import io.framecast.console.status.ServiceClients;
import io.framecast.service.MessageResponse;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import java.io.IOException;

/** The proxy forwards a request to the trainer, and its reply unchanged. */
final class TrainerProxy {
  private TrainerProxy() {}

  /** A request to the trainer. */
  interface Request {
    ServiceClients.Reply send() throws IOException, InterruptedException;
  }

  static HttpResponse<?> forward(Request request) throws InterruptedException {
    try {
      ServiceClients.Reply reply = request.send();
      return HttpResponse.status(HttpStatus.valueOf(reply.status()))
          .contentType(MediaType.APPLICATION_JSON_TYPE)
          .body(reply.body());
    } catch (IOException e) {
      return MessageResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "The trainer did not answer. Check framecast.console.trainer.");
    }
  }
}
