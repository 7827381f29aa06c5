package io.framecast.trainer;

import io.framecast.trainer.commands.EvaluateCommand;
import io.framecast.trainer.commands.InitCommand;
import io.framecast.trainer.commands.ModelsCommand;
import io.framecast.trainer.commands.PredictCommand;
import io.framecast.trainer.commands.RetrainCommand;
import io.framecast.trainer.commands.SwapCommand;
import io.framecast.trainer.commands.TrainCommand;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.learning.DivergedException;
import io.framecast.trainer.log.BrokerUnavailableException;
import io.framecast.trainer.rounds.InvalidRoundException;
import io.framecast.trainer.service.ServeCommand;
import io.framecast.trainer.verify.UnverifiableException;
import io.framecast.trainer.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The offline tools: {@code java -jar trainer.jar train|evaluate|predict|init|verify --help}. */
@Command(
    name = "trainer",
    description =
        "Framecast's tools: they take and give plain files; verify and models ask a broker.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InitCommand.class,
      VerifyCommand.class,
      ModelsCommand.class,
      SwapCommand.class,
      RetrainCommand.class,
      ServeCommand.class
    })
public final class TrainerCli {

  private TrainerCli() {}

  /** Exit code 0, 1 for an input that is refused (one sentence on stderr), 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.setProperty("log.target", "System.err"); // what tools give stands on the standard output
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

  /** Refusals say all there is in their message; anything else is ours and shows its trace. */
  private static String sentence(Exception problem) {
    if (problem instanceof InvalidInputException
        || problem instanceof UnverifiableException
        || problem instanceof InvalidRoundException
        || problem instanceof BrokerUnavailableException
        || problem instanceof DivergedException
        || problem instanceof io.framecast.topics.models.RefusedModelException
        || problem instanceof io.framecast.convlstm.RefusedWeightsException) {
      return String.valueOf(problem.getMessage());
    }
    java.io.StringWriter trace = new java.io.StringWriter();
    problem.printStackTrace(new java.io.PrintWriter(trace));
    return trace.toString();
  }
}
