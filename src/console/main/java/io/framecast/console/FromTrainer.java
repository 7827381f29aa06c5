package io.framecast.console;

import io.framecast.console.around.Neighbours;
import io.framecast.service.Answer;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import java.io.IOException;

/** What the trainer answers, handed on as it is. */
final class FromTrainer {
  private FromTrainer() {}

  /** Something to ask it. */
  interface Question {
    Neighbours.Answer ask() throws IOException, InterruptedException;
  }

  static HttpResponse<?> answerTo(Question question) throws InterruptedException {
    try {
      Neighbours.Answer answer = question.ask();
      return HttpResponse.status(HttpStatus.valueOf(answer.status()))
          .contentType(MediaType.APPLICATION_JSON_TYPE)
          .body(answer.body());
    } catch (IOException e) {
      return Answer.of(
          HttpStatus.SERVICE_UNAVAILABLE, "expected a trainer that answers, found none");
    }
  }
}
