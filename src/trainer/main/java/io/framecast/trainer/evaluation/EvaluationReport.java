package io.framecast.trainer.evaluation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.framecast.frames.Count;
import io.framecast.trainer.baselines.ForecastScore;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats an evaluation as a table for people and as JSON for scripts. */
public final class EvaluationReport {

  private static final JsonMapper MAPPER = new JsonMapper();

  private EvaluationReport() {}

  public static String table(Evaluation evaluation) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%s of seed %d, weights %s; BCE and MSE per pixel, F1 at 0.5%n",
            Count.of(evaluation.clips(), "clip"),
            evaluation.seed(),
            evaluation.model()));
    table.append(
        String.format(
            Locale.ROOT,
            "%-22s %8s | %8s %8s %7s | %-53s | %s%n",
            "one step ahead:",
            "BCE all",
            "BCE t>=2",
            "MSE t>=2",
            "F1 t>=2",
            "free roll-out after 7 frames: F1 by lead 1..9",
            "streams: BCE at 15..115, 1900..2000"));
    for (Evaluation.EvaluationLine line : evaluation.lines()) {
      String leads =
          line.clips().f1ByLead().stream()
              .map(f1 -> String.format(Locale.ROOT, "%5.3f", f1))
              .collect(Collectors.joining(" "));
      table.append(
          String.format(
              Locale.ROOT,
              "%-22s %8.5f | %8.5f %8.5f %7.4f | %-53s | %8.5f %8.5f%n",
              line.clips().name(),
              line.clips().all().bce(),
              line.clips().from2().bce(),
              line.clips().from2().mse(),
              line.clips().from2().f1(),
              leads,
              line.early(),
              line.late()));
    }
    return table.toString();
  }

  public static String json(Evaluation evaluation) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("weights", evaluation.model());
    root.put("seed", evaluation.seed());
    root.put("clips", evaluation.clips());
    put(root.putObject("model"), evaluation.lines().get(0));
    ObjectNode baselines = root.putObject("baselines");
    evaluation.lines().stream()
        .skip(1)
        .forEach(line -> put(baselines.putObject(line.clips().name()), line));
    return root.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, Evaluation.EvaluationLine line) {
    ObjectNode oneStep = node.putObject("oneStep");
    put(oneStep.putObject("all"), line.clips().all());
    put(oneStep.putObject("from2"), line.clips().from2());
    line.clips().f1ByLead().forEach(node.putObject("rollout").putArray("f1ByLead")::add);
    ObjectNode stream = node.putObject("stream");
    stream.put("bceEarly", line.early());
    stream.put("bceLate", line.late());
  }

  private static void put(ObjectNode node, ForecastScore score) {
    node.put("bce", score.bce());
    node.put("mse", score.mse());
    node.put("mae", score.mae());
    node.put("f1", score.f1());
  }
}
