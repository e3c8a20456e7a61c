/** Checks what a view of files says: it is another process and is not trusted. */
import type { ColumnMapping, Roles } from '../history/history.ts';
import type { FilesToHost } from './files.ts';

type Fields = Record<string, unknown>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const MOST_DROPPED = 100;

const PARSERS: { [Type in FilesToHost['type']]: (fields: Fields) => FilesToHost | undefined } = {
  ready: () => ({ type: 'ready' }),
  evaluate: () => ({ type: 'evaluate' }),
  openDefinition: () => ({ type: 'openDefinition' }),
  compare: () => ({ type: 'compare' }),
  retry: () => ({ type: 'retry' }),
  spectrum: ({ tensor }) => (isText(tensor) ? { type: 'spectrum', tensor } : undefined),
  follow: ({ on }) => (typeof on === 'boolean' ? { type: 'follow', on } : undefined),
  copy: ({ text }) => (isText(text) ? { type: 'copy', text } : undefined),
  dropped: ({ uris }) =>
    Array.isArray(uris) && uris.length <= MOST_DROPPED && uris.every(isText)
      ? { type: 'dropped', uris }
      : undefined,
  mapping: ({ mapping }) => {
    const parsed = parseMapping(mapping);
    return parsed && { type: 'mapping', mapping: parsed };
  },
  save: ({ name, content, encoding }) =>
    isText(name) && isText(content) && (encoding === 'utf8' || encoding === 'base64')
      ? { type: 'save', name, content, encoding }
      : undefined,
};

/** The message if `value` is one, otherwise undefined. */
export function parseFilesMessage(value: unknown): FilesToHost | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type } = value as Fields;
  if (!isText(type) || !Object.hasOwn(PARSERS, type)) return undefined;
  return PARSERS[type as FilesToHost['type']](value as Fields);
}

/** Also of what is remembered of a log. */
export function parseMapping(value: unknown): ColumnMapping | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { step, unit, run, split, roles } = value as Fields;
  if (!isTextOrNull(step) || !isTextOrNull(run)) return undefined;
  if (split !== undefined && !isText(split)) return undefined;
  if (unit !== 'epoch' && unit !== 'step') return undefined;
  const parsed = parseRoles(roles);
  return parsed && { step, unit, run, ...(split !== undefined && { split }), roles: parsed };
}

const ROLES = ['trainingLoss', 'validationLoss', 'trainingMetric', 'validationMetric'] as const;

function parseRoles(value: unknown): Roles | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Fields;
  const roles: Roles = {};
  for (const role of ROLES) {
    const name = fields[role];
    if (name === undefined) continue;
    if (!isText(name)) return undefined;
    roles[role] = name;
  }
  return roles;
}
