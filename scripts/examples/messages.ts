/**
 * Short messages to a shop as a bag of words: a few words tell what a message is about, most tell nothing, and one label
 * in ten is wrong.
 */
import { csv, type Random, randomOf } from './random.ts';
import { COMMON, KEYWORDS, TOPICS, type Topic } from './words.ts';

const ROWS = 600;
const WRONG_LABELS = 0.1;
/** Probability that a message holds a keyword of its topic; a second one; one of another topic. */
const FIRST = 0.95;
const SECOND = 0.6;
const STRAY = 0.08;

/** By their path in the examples' folder. */
export function messages(): Record<string, string> {
  const random = randomOf(3);
  const words = [...COMMON, ...TOPICS.flatMap((topic) => KEYWORDS[topic])].sort();
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const topic = TOPICS[row % TOPICS.length]!;
    const counts = new Map<string, number>();
    for (const word of wordsOf(random, topic)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const [wrong, other] = random.uniforms(2);
    const label = wrong! < WRONG_LABELS ? otherThan(topic, other!) : topic;
    return [...words.map((word) => counts.get(word) ?? 0), label];
  });
  const topicOf = Object.fromEntries(TOPICS.flatMap((topic) => KEYWORDS[topic].map((word) => [word, topic])));
  const truth = { keywords: topicOf, wrongLabels: WRONG_LABELS };
  return {
    'messages/messages.csv': csv([...words, 'topic'], rows),
    'messages/truth.json': `${JSON.stringify(truth, null, 2)}\n`,
  };
}

/** The words of one message, in no order: 8 to 16 common ones, and keywords. */
function wordsOf(random: Random, topic: Topic): string[] {
  const [length, first, second, stray, other, ...picks] = random.uniforms(8);
  const common = Array.from(random.uniforms(8 + Math.floor(9 * length!)), commonWord);
  const keyword = (of: Topic, share: number) => KEYWORDS[of][Math.floor(share * KEYWORDS[of].length)]!;
  return [
    ...common,
    ...(first! < FIRST ? [keyword(topic, picks[0]!)] : []),
    ...(second! < SECOND ? [keyword(topic, picks[1]!)] : []),
    ...(stray! < STRAY ? [keyword(otherThan(topic, other!), picks[2]!)] : []),
  ];
}

/** The word of rank r with a probability of about 1/(r + 5), as words of a language are (Zipf, Mandelbrot). */
function commonWord(share: number): string {
  const rank = 5 * ((COMMON.length + 5) / 5) ** share - 5;
  return COMMON[Math.min(COMMON.length - 1, Math.floor(rank))]!;
}

function otherThan(topic: Topic, share: number): Topic {
  const others = TOPICS.filter((each) => each !== topic);
  return others[Math.floor(share * others.length)]!;
}
