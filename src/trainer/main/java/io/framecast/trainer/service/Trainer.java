package io.framecast.trainer.service;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.service.ServiceDefinition;
import java.util.List;

/** Defines the trainer as a service, in its own process or inside another one. */
public final class Trainer {
  /** How it starts. When it ends it interrupts a running round, which the next trainer resumes. */
  public static final ServiceDefinition KIND =
      new ServiceDefinition(
          "trainer",
          TrainerSettings::read,
          "classpath:io/framecast/trainer/",
          TrainerLoop.class,
          List.of(InvalidWeightsException.class));

  private Trainer() {}
}
