package io.framecast.convlstm;

/**
 * What gives a stream's predictions bit by bit: weights, and the arithmetic that computes with
 * them.
 */
public record Model(Weights weights, Arithmetic arithmetic) {}
