// Answers to what the views ask, as they were recorded.

/** Text of a function for the page: the reply to a question, from recorded answers; undefined leaves it open. */
export const answering = `function (message, { refused, recorded = [], runs, curves, spectra = {}, evaluation }) {
  if (message.type === 'spectrum') return { type: 'spectrum', tensor: message.tensor, spectrum: spectra[message.tensor] };
  if (message.type === 'evaluate') return { type: 'evaluation', evaluation };
  if (message.type !== 'ask') return undefined;
  const { id, ask } = message;
  if (refused) return { type: 'refused', id, problem: refused };
  const reply = (answer) => ({ type: 'answer', id, answer });
  if (ask.kind === 'runs' && runs) return reply({ kind: 'runs', runs });
  if (ask.kind === 'curves' && curves) {
    return reply({ kind: 'curves', runs: ask.keys.flatMap((key) => curves.find((run) => run.entry.key === key) ?? []) });
  }
  const found = recorded.find((each) => JSON.stringify(each.ask) === JSON.stringify(ask));
  return found && reply(found.answer);
}`;
