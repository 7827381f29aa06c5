package io.framecast.trainer.verify;

/**
 * Counts the forecasts of a stream's frames.
 *
 * @param held forecasts that match
 * @param lost forecasts that cannot be verified: the log has lost what they need
 */
public record ForecastCounts(long held, long lost) {}
