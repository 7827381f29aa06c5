package io.framecast.demo;

import java.util.Map;

/**
 * What became of every record that the topics hold.
 *
 * @param streams by their ids
 * @param others records of predictions, scores and dead letters that are none of the services',
 *     since they are malformed or name no frame that there is
 */
record Accounts(Map<String, Account> streams, long others) {
  Account total() {
    return streams.values().stream().reduce(Account.EMPTY, Account::plus);
  }
}
