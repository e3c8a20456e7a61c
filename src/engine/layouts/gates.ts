/** Gates in Keras' order: LSTM i, f, c, o; GRU z, r, h. */
export const GATES = { simple: 1, lstm: 4, gru: 3 } as const;
