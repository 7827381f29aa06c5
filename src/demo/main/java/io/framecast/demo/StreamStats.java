package io.framecast.demo;

/**
 * Statistics of all streams together.
 *
 * @param streams how many there are
 * @param frames records of the frames topic
 * @param predictions visible ones
 * @param deadLetters records of the dead-letter topic
 * @param skill pooled over the latest seconds, NaN without a score
 * @param latency since the start
 */
record StreamStats(
    long streams, long frames, long predictions, long deadLetters, double skill, Latency latency) {}
