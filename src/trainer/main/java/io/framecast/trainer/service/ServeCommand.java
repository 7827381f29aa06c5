package io.framecast.trainer.service;

import io.framecast.service.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the trainer as a service, which answers {@code --help} itself: with its settings. */
@Command(
    name = "serve",
    description = {
      "Runs until it is stopped: detects drift in the scores, retrains on logged frames, and"
          + " promotes better versions.",
      "Takes settings as --framecast.NAME=VALUE and --kafka.NAME=VALUE, or from the environment."
    })
public final class ServeCommand implements Callable<Integer> {

  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return ServiceProcess.run(Trainer.KIND, settings.toArray(String[]::new));
  }
}
