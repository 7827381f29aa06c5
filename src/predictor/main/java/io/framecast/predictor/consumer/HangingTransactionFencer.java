package io.framecast.predictor.consumer;

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
 * Fences producers that a killed or frozen owner of a partition left with an open transaction.
 * Until such a transaction ends, the broker does not return committed offsets (KIP-447), and
 * readers stop before its records: for up to 15 s by default, and up to 10 s more until the broker
 * checks. The new owner of the partition may end it at once. As with any abort, neither its records
 * nor its offsets are committed.
 */
final class HangingTransactionFencer {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactionFencer.class);
  private static final int TIMEOUT_SECONDS = 5;

  private final Admin admin;
  private final String ours;
  private final List<String> output;

  /**
   * Fences producers of this broker.
   *
   * @param ours the transactional id of this process, which is never fenced
   * @param output the topics with as many partitions as the frames topic
   */
  HangingTransactionFencer(Admin admin, String ours, List<String> output) {
    this.admin = admin;
    this.ours = ours;
    this.output = List.copyOf(output);
  }

  /**
   * Ends other producers' transactions on the output of these partitions of frames, which only
   * their owner may write. If that is not allowed or fails, the transactions end with their
   * timeout.
   */
  void fence(Set<TopicPartition> frames) throws InterruptedException {
    Set<TopicPartition> owned = owned(frames);
    try {
      List<String> open = new ArrayList<>();
      Collection<TransactionListing> listings =
          admin
              .listTransactions(
                  new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
              .all()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      for (TransactionListing listing : listings) {
        if (!listing.transactionalId().equals(ours)) {
          open.add(listing.transactionalId());
        }
      }
      Map<String, TransactionDescription> described =
          admin.describeTransactions(open).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      List<String> abandoned = new ArrayList<>();
      described.forEach(
          (id, transaction) -> {
            Set<TopicPartition> shared = new HashSet<>(transaction.topicPartitions());
            shared.retainAll(owned);
            if (!shared.isEmpty()) {
              abandoned.add(id);
              LOG.info("fencing {}, which left a transaction on {} open", id, shared);
            }
          });
      if (!abandoned.isEmpty()) {
        admin.fenceProducers(abandoned).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("other open transactions cannot be fenced and end with their timeout", e);
    }
  }

  private Set<TopicPartition> owned(Set<TopicPartition> frames) {
    Set<TopicPartition> owned = new HashSet<>();
    for (TopicPartition partition : frames) {
      for (String topic : output) {
        owned.add(new TopicPartition(topic, partition.partition()));
      }
    }
    return owned;
  }
}
