/** Words of the messages. No keyword is among the common words. */

export const TOPICS = ['delivery', 'payment', 'product'] as const;
export type Topic = (typeof TOPICS)[number];

/** Words that tell the topic. */
export const KEYWORDS: Record<Topic, string[]> = {
  delivery: ['parcel', 'courier', 'shipped', 'delayed', 'tracking'],
  payment: ['invoice', 'charged', 'refund', 'card', 'discount'],
  product: ['broken', 'battery', 'screen', 'manual', 'warranty'],
};

/** From the most frequent one down. */
export const COMMON = `
the i to my a is it and you was have for not in of this that on me be with please can what are when but so at
if your do as hello from has will we an how just been get would thank there order still could all no up they
know any help very again now since need time one out more about email yet want here only also day why already
two go because after some week then number today did before find ask call new sorry like good think sure much
back try right tell look last next never wait come first their which who where other even too really long ever
always maybe question answer account name shop site page friend reply team write read send take give make work
use see say every both few many several morning evening monday tuesday thursday friday month year hour minute
quite rather soon later
`
  .trim()
  .split(/\s+/);
