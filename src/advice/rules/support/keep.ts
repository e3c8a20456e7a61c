/** Names and comments that speak of the probability of keeping a unit. */

/** Words of a name: `keep`, `prob` of `keepProb`, `self.keep_prob`, `config["KEEP_PROB"]`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

const KEEP_WORDS = new Set(['keep', 'keeping', 'kept', 'retain', 'retention', 'keepprob']);
const NO_RATE = new Set(['dim', 'dims', 'axes', 'axis', 'top', 'n', 'k', 'num', 'count', 'last', 'best']);

/** Whether an expression is a plain name, a member or an item whose last name is that of a keep probability. */
export function isKeepName(expression: string): boolean {
  if (!/^[A-Za-z_$][\w.$]*(\[\s*["']\w+["']\s*\])?$/.test(expression)) return false;
  const words = wordsOf(expression.split('.').at(-1)!);
  return words.some((word) => KEEP_WORDS.has(word)) && !words.some((word) => NO_RATE.has(word));
}

const KEEP_COMMENT =
  /\bkeep(ing|s)?[\s_-]?(prob|rate|ratio|chance)|\b(prob\w*|chance|fraction|share|rate) (of (keeping|retaining)|to (keep|retain))|\bretention (prob|rate)|\b(keep|keeps|keeping|retain|retains|retaining)\b[^.;]*?\d+(\.\d+)?\s*%?/i;
const DROP_COMMENT = /\bdrop(s|ped|ping)?\b/i;

/**
 * Whether a comment says that a rate is the probability of keeping: `keep 80 %` beside 0.8, `keep probability`. A
 * number in the comment decides: `keep 80 %` beside 0.2 is right.
 */
export function saysKeep(comment: string, rate: number): boolean {
  if (!KEEP_COMMENT.test(comment) || DROP_COMMENT.test(comment.replace(/\bdrop ?out\b/gi, ''))) return false;
  const numbers = [...comment.matchAll(/(\d+(?:\.\d+)?|\.\d+)(\s*%)?/g)].map(([, digits, percent]) =>
    percent ? Number(digits) / 100 : Number(digits),
  );
  const probabilities = numbers.filter((number) => number > 0 && number < 1);
  if (probabilities.length === 0) return rate > 0.5;
  return rate !== 0.5 && probabilities.some((number) => Math.abs(number - rate) < 1e-9);
}
