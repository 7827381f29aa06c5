package io.framecast.trainer.evaluation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.framecast.frames.Count;
import io.framecast.trainer.baselines.ForecastScore;
import java.util.List;
import java.util.Locale;

/** Formats scores by lead as a table for people and as JSON for scripts. */
public final class LeadReport {

  private LeadReport() {}

  public static String table(LeadEvaluation evaluation) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%s, weights %s, %s seen%n%4s  %10s %10s %7s  %s%n",
            Count.of(evaluation.clips(), "clip"),
            evaluation.model(),
            Count.of(evaluation.seen(), "frame"),
            "lead",
            "BCE",
            "MSE",
            "F1",
            "the last frame copied: MSE, F1"));
    List<ForecastScore> network = evaluation.network();
    for (int lead = 0; lead < network.size(); lead++) {
      ForecastScore score = network.get(lead);
      ForecastScore copied = evaluation.persistence().get(lead);
      table.append(
          String.format(
              Locale.ROOT,
              "%4d  %10.6f %10.6f %7.4f  %10.6f %7.4f%n",
              lead + 1,
              score.bce(),
              score.mse(),
              score.f1(),
              copied.mse(),
              copied.f1()));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "BCE and MSE are means over the pixels; cross-entropy of all %d frames of a forecast: %.2f;"
                + " squared errors of a frame: %.2f%n",
            network.size(),
            evaluation.crossEntropy(),
            evaluation.squaredError()));
    return table.toString();
  }

  public static String json(LeadEvaluation evaluation) {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("weights", evaluation.model());
    root.put("clips", evaluation.clips());
    root.put("seen", evaluation.seen());
    root.put("crossEntropy", evaluation.crossEntropy());
    root.put("squaredError", evaluation.squaredError());
    put(root.putArray("leads"), evaluation.network());
    put(root.putArray("persistence"), evaluation.persistence());
    return root.toPrettyString() + "\n";
  }

  private static void put(ArrayNode leads, List<ForecastScore> scores) {
    for (ForecastScore score : scores) {
      leads.addObject().put("bce", score.bce()).put("mse", score.mse()).put("f1", score.f1());
    }
  }
}
