/** A scoring as text for people. */
import { AIMS, percent } from './score.ts';
import { type Defect, MEASURES, type Tally } from './tally.ts';

/** The order in which defects matter. */
const DEFECTS = [
  'exception',
  'wrong value',
  'wrong parameters',
  'false finding',
  'missed model',
  'false model',
  'missed layer',
  'false layer',
  'missed finding',
  'value not seen',
  'parameters not seen',
];

export function scoreText(tally: Tally, files: number): string {
  const rows = MEASURES.map((measure) => {
    const { right, all } = tally.of(measure);
    const aim = AIMS[measure];
    return [measure, `${right} / ${all}`, percent(tally.share(measure)), aim ? `≥ ${percent(aim)}` : ''];
  });
  const wrong = tally.defectsOf('wrong value').length;
  const table = columns([['', 'right', 'share', 'aim'], ...rows, ['wrong values', String(wrong), '', '0']]);
  return [`${files} files`, '', table, ...defectText(tally.defects)].join('\n');
}

function columns(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

function defectText(defects: Defect[]): string[] {
  const kinds = [...new Set([...DEFECTS, ...defects.map(({ what }) => what)])];
  return kinds.flatMap((kind) => {
    const those = defects.filter(({ what }) => what === kind);
    if (those.length === 0) return [];
    const lines = those.map(({ place, expected, got }) => `  ${place}\n    expected ${expected}, got ${got}`);
    return ['', `${kind} (${those.length})`, ...lines];
  });
}
