package io.framecast.trainer.evaluation;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a swap: the loss of the old weights before it, and after it one line for each state with
 * which the new weights may start.
 */
final class SwapChart {

  static {
    // a picture needs no screen, and an unreachable DISPLAY would be an error; the first Color
    // below already connects to it
    System.setProperty("java.awt.headless", "true");
  }

  static final int WIDTH = 900;
  static final int HEIGHT = 420;

  /** No greys, which the text has; the reference line is wide and pale. */
  static final Map<String, Color> COLORS =
      Map.of(
          SwapComparison.OLD, new Color(0x37474F),
          SwapComparison.OWN, new Color(0xA6CEE3),
          SwapComparison.PRIMED, new Color(0x0B559F),
          SwapComparison.OLD_STATE, new Color(0xD55E00),
          SwapComparison.ZERO, new Color(0xAA4499));

  private static final Color GRID = new Color(0xE4E4E4);

  private SwapChart() {}

  public static byte[] png(SwapComparison comparison) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(
                String.format(
                    Locale.ROOT,
                    "Loss of %d streams around a swap of weights, primed with %d frames",
                    comparison.streams(),
                    comparison.priming()))
            .xAxisTitle("frames before and after")
            .yAxisTitle("BCE a pixel, mean of the streams")
            .build();
    style(chart.getStyler());
    for (SwapComparison.Line line : comparison.lines()) {
      add(chart, line);
    }
    chart.addAnnotation(new AnnotationLine(0, true, false));
    try {
      return ChartEncoder.getBytes(chart, "png");
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /** Adds a line. There is no frame 0: the swap is between the frames -1 and 1. */
  private static void add(XYChart chart, SwapComparison.Line line) {
    int first = line.name().equals(SwapComparison.OLD) ? -SwapComparison.WINDOW : 1;
    double[] frames =
        IntStream.range(first, first + SwapComparison.WINDOW).asDoubleStream().toArray();
    double[] bce = line.bce().stream().mapToDouble(Double::doubleValue).toArray();
    XYSeries series = chart.addSeries(line.name(), frames, bce);
    series.setLabel(
        line.name().replace(" weights", "")); // otherwise the legend is wider than the picture
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(COLORS.get(line.name()));
    series.setLineWidth(line.name().equals(SwapComparison.OWN) ? 8 : 2.5f);
  }

  private static void style(XYStyler styler) {
    styler.setYAxisLogarithmic(true);
    styler.setXAxisMin(-(double) SwapComparison.WINDOW);
    styler.setXAxisMax((double) SwapComparison.WINDOW);
    styler.setXAxisTickLabelsFormattingFunction(
        frame -> frame == 0 ? "swap" : String.format(Locale.ROOT, "%+.0f", frame));
    styler.setYAxisTickLabelsFormattingFunction(bce -> BigDecimal.valueOf(bce).toPlainString());
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendSeriesLineLength(20);
    styler.setLegendPadding(8);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotBorderVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setAnnotationLineColor(Color.GRAY);
    styler.setAnnotationLineStroke(
        new BasicStroke(
            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
  }
}
