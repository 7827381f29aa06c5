package io.framecast.predictor.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that a killed or frozen owner of a partition has left open. Until they end, nobody
 * is told what is committed (KIP-447), and what was written cannot be read to its end: by default
 * up to 15 s, and as long again until the broker looks. Whoever has been assigned the partition may
 * end them at once: the owner of before is fenced, and both or neither of its records and offsets
 * stay, as with any abort.
 */
final class Abandoned {
  private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);
  private static final int PATIENCE_SECONDS = 5;

  private final Admin admin;
  private final String ours;

  /**
   * On this broker.
   *
   * @param ours the transactional id that is not abandoned
   */
  Abandoned(Admin admin, String ours) {
    this.admin = admin;
    this.ours = ours;
  }

  /**
   * Ends those that write to one of these partitions, all of which are ours alone to write to.
   * Where that is not allowed, or fails, they end when their time is up.
   */
  void end(Set<TopicPartition> partitions) throws InterruptedException {
    try {
      List<String> open = new ArrayList<>();
      Collection<TransactionListing> listings =
          admin
              .listTransactions(
                  new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
              .all()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      for (TransactionListing listing : listings) {
        if (!listing.transactionalId().equals(ours)) {
          open.add(listing.transactionalId());
        }
      }
      Map<String, TransactionDescription> described =
          admin.describeTransactions(open).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      List<String> abandoned = new ArrayList<>();
      described.forEach(
          (id, transaction) -> {
            Set<TopicPartition> shared = new HashSet<>(transaction.topicPartitions());
            shared.retainAll(partitions);
            if (!shared.isEmpty()) {
              abandoned.add(id);
              LOG.info("{} has left a transaction on {} open: it is fenced", id, shared);
            }
          });
      if (!abandoned.isEmpty()) {
        admin.fenceProducers(abandoned).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("open transactions of others end in their own time", e);
    }
  }
}
