package io.framecast.demo;

/**
 * One stream, or all of them, as the view shows it.
 *
 * @param frames appended
 * @param predictions visible
 * @param refused dead letters
 * @param bce binary cross-entropy per pixel of recent predictions, NaN before the first
 * @param mse of the same
 * @param skill of the same
 */
record Row(
    String stream,
    long frames,
    long predictions,
    long refused,
    double bce,
    double mse,
    double skill,
    Latency latency) {}
