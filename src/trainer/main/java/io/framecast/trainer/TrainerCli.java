package io.framecast.trainer;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.topics.UserFacingException;
import io.framecast.trainer.commands.EvaluateCommand;
import io.framecast.trainer.commands.InitCommand;
import io.framecast.trainer.commands.ModelsCommand;
import io.framecast.trainer.commands.PredictCommand;
import io.framecast.trainer.commands.RetrainCommand;
import io.framecast.trainer.commands.TrainCommand;
import io.framecast.trainer.service.ServeCommand;
import io.framecast.trainer.verify.VerifyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the commands of {@code trainer.jar}; {@code --help} lists them. */
@Command(
    name = "trainer",
    description =
        "Trains, evaluates, serves and verifies Framecast's models. Offline commands read and write plain"
            + " files; verify, models, retrain and serve need a broker.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InitCommand.class,
      VerifyCommand.class,
      ModelsCommand.class,
      RetrainCommand.class,
      ServeCommand.class
    })
public final class TrainerCli {

  private TrainerCli() {}

  /** Exits with 0, with 1 for an error (one sentence on stderr), or with 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.setProperty("log.target", "System.err"); // results go to the standard output
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new TrainerCli())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (problem, command, parsed) -> {
              command.getErr().println(sentence(problem));
              return 1;
            })
        .execute(arguments);
  }

  /** Returns the message of an expected error, or the stack trace of a defect. */
  private static String sentence(Exception problem) {
    if (problem instanceof UserFacingException || problem instanceof InvalidWeightsException) {
      return String.valueOf(problem.getMessage());
    }
    StringWriter trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
