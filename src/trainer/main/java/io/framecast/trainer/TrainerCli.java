package io.framecast.trainer;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.topics.BuildVersion;
import io.framecast.topics.UserFacingException;
import io.framecast.trainer.commands.EvaluateCommand;
import io.framecast.trainer.commands.EvaluateLeadsCommand;
import io.framecast.trainer.commands.ImportCommand;
import io.framecast.trainer.commands.InitCommand;
import io.framecast.trainer.commands.InspectCommand;
import io.framecast.trainer.commands.ModelsCommand;
import io.framecast.trainer.commands.PredictCommand;
import io.framecast.trainer.commands.RetrainCommand;
import io.framecast.trainer.commands.TrainCommand;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.service.ServeCommand;
import io.framecast.trainer.verify.VerifyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Runs the commands of {@code trainer.jar}; {@code --help} lists them. */
@Command(
    name = "trainer",
    description =
        "Trains, evaluates, serves and verifies Framecast's models. Offline commands read and write plain"
            + " files; verify, models, retrain and serve need a broker.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: success",
      "1: a failure at run time, or predictions that do not match",
      "2: wrong usage: an option, a setting, or a file that one names"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      EvaluateLeadsCommand.class,
      PredictCommand.class,
      InitCommand.class,
      ImportCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      ModelsCommand.class,
      RetrainCommand.class,
      ServeCommand.class
    })
public final class TrainerCli {

  private TrainerCli() {}

  /** Exits with 0, with 1 for a failure (one sentence on stderr), or with 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.setProperty("log.target", "System.err"); // results go to the standard output
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /** Returns the command line, in which each subcommand answers {@code --version} too. */
  static CommandLine commandLine() {
    CommandLine commands =
        new CommandLine(new TrainerCli()).setCaseInsensitiveEnumValuesAllowed(true);
    setVersion(commands, BuildVersion.current().line("trainer"));
    return commands.setExecutionExceptionHandler(
        (problem, command, parsed) -> {
          command.getErr().println(sentence(problem));
          return isWrongUsage(problem) ? ExitCode.USAGE : ExitCode.SOFTWARE;
        });
  }

  private static void setVersion(CommandLine command, String line) {
    command.getCommandSpec().version(line);
    command.getSubcommands().values().forEach(subcommand -> setVersion(subcommand, line));
  }

  /** Returns whether an option, or a file that an option names, is the cause. */
  private static boolean isWrongUsage(Exception problem) {
    return problem instanceof InvalidInputException || problem instanceof InvalidWeightsException;
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
