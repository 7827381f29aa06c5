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

/** Shows the streams that this instance holds. */
@Controller("/streams")
@SerdeImport(StreamView.class)
final class StreamsController {
  private final PredictorService service;

  StreamsController(PredictorService service) {
    this.service = service;
  }

  /** Returns all streams, sorted by name. */
  @Get
  List<StreamView> list() {
    return service.streams().stream()
        .flatMap(partition -> partition.views().stream())
        .sorted(Comparator.comparing(StreamView::id).thenComparing(StreamView::partition))
        .toList();
  }

  /**
   * Returns one stream; 404 if this instance does not hold it.
   *
   * @param partition the stream's partition; null for the lowest one, as streams of one name may be
   *     in several
   */
  @Get("/{id}{?partition}")
  @Nullable StreamView get(String id, @Nullable Integer partition) {
    return service.streams().stream()
        .map((PartitionProcessor owner) -> owner.view(id))
        .filter(Objects::nonNull)
        .filter(view -> partition == null || view.partition() == partition)
        .min(Comparator.comparingInt(StreamView::partition))
        .orElse(null);
  }
}
