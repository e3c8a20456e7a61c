/** Reading what the panel sends: it is another process and is not trusted. */
import type { Ask, PanelToHost } from './panel.ts';

const PLAIN = [
  'ready',
  'measure',
  'cancel',
  'pause',
  'continue',
  'apply',
  'preview',
  'openSource',
  'openExperiment',
  'chooseTarget',
  'openResults',
  'copyProblem',
  'copyReport',
] as const satisfies PanelToHost['type'][];

/** Messages that carry nothing. */
export type PlainMessage = (typeof PLAIN)[number];

type Check = (value: unknown) => boolean;
type Shape = Record<string, Check>;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const index: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    allowed.includes(value as string);
const object =
  (shape: Shape): Check =>
  (value) =>
    isObject(value) && Object.entries(shape).every(([key, check]) => check(value[key]));

const place = object({ layer: text, input: index, unit: index });

const LAB_ASKS: Record<string, Shape> = {
  try: { settings: isObject, seed: index, epochs: index },
  plane: { run: text, x: place, y: place },
  linearPath: {},
};

const ASKS: Record<Ask['kind'], Shape> = {
  lab: { ask: (value) => isKind(value, LAB_ASKS) },
  runs: {},
  curves: { keys: listOf(text) },
  tensor: { run: text, layer: text },
};

const isKind = (value: unknown, shapes: Record<string, Shape>): boolean =>
  isObject(value) &&
  typeof value.kind === 'string' &&
  Object.hasOwn(shapes, value.kind) &&
  object(shapes[value.kind]!)(value);

const STUDIES = ['learningCurve', 'replicas', 'widths', 'path', 'beside'];

/** The messages that carry something. */
const CARRYING: Record<Exclude<PanelToHost['type'], PlainMessage>, Shape> = {
  useSuggestion: { index },
  ask: { id: number, ask: (value) => isKind(value, ASKS) },
  forget: { id: number },
  measureStudy: { name: oneOf(...STUDIES) },
  exportReport: { format: oneOf('html', 'markdown', 'json', 'csv') },
  exportWeights: { run: text },
  saveFile: { name: text, content: text, encoding: oneOf('utf8', 'base64') },
  copyText: { text },
};

/** The message if `value` is one with only what belongs to it, otherwise undefined. */
export function parsePanelMessage(value: unknown): PanelToHost | undefined {
  if (!isObject(value) || typeof value.type !== 'string') return undefined;
  const { type } = value;
  if ((PLAIN as readonly string[]).includes(type)) return { type } as PanelToHost;
  if (!Object.hasOwn(CARRYING, type)) return undefined;
  const shape = CARRYING[type as keyof typeof CARRYING];
  if (!object(shape)(value)) return undefined;
  const own = Object.keys(shape).map((key) => [key, value[key]]);
  return { type, ...Object.fromEntries(own) } as PanelToHost;
}
