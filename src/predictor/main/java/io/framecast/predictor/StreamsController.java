package io.framecast.predictor;

import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.StreamView;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.SerdeImport;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The streams that this instance holds. */
@Controller("/streams")
@SerdeImport(StreamView.class)
final class StreamsController {
  private final PredictorService loop;

  StreamsController(PredictorService loop) {
    this.loop = loop;
  }

  /** All of them, by name. */
  @Get
  List<StreamView> all() {
    return loop.streams().stream()
        .flatMap(partition -> partition.views().stream())
        .sorted(Comparator.comparing(StreamView::id))
        .toList();
  }

  /** One of them; 404 where it is not here. */
  @Get("/{id}")
  @Nullable StreamView one(String id) {
    return loop.streams().stream()
        .map((PartitionProcessor partition) -> partition.view(id))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
