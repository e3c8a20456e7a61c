/** The parameter audit: every parameter tensor of a model, and what regularizes it. */
import type { FrameworkName, ModelDefinition, SourceRange } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import type { TensorKind } from '../definition/tensors/tensor.ts';
import { isZero } from './auditing/amounts.ts';
import { handPenalties } from './auditing/handPenalties.ts';
import { limitsOf } from './auditing/limits.ts';
import { notesOf } from './auditing/notes.ts';
import { rowsOf } from './auditing/rows.ts';
import { totalsOf } from './auditing/totals.ts';
import { unfold } from './auditing/unfold.ts';
import { weightDecays } from './auditing/weightDecay.ts';
import type { Finding, RuleContext } from './rule.ts';

/** A number, or why it cannot be seen. */
export type Amount = { value: number } | { unknown: string };

/** One thing that shrinks a tensor's weights. */
export interface Influence {
  how: 'regularizer' | 'weightDecay' | 'handPenalty';
  /** `kernel_regularizer`, `SGD weight_decay=5e-4`, `penalty in the loss`. */
  what: string;
  /** Where it is written; absent for an optimizer's default. */
  range?: SourceRange;
  /** λ1 of λ1·Σ|w|. */
  l1: Amount;
  /** λ2 of λ2·Σw², Keras’ convention; SGD’s `weight_decay=d` is d/2. */
  l2: Amount;
  /** Share of each weight that is taken away in a step, η·d, beside the gradient. */
  decay: Amount;
}

/** `regularized`: by a penalty or by decay; `free`: by nothing; `fixed`: not trained. */
export type RowState = 'regularized' | 'free' | 'unknown' | 'fixed';

/** One tensor; equal ones of several layers are one row with their number. */
export interface AuditRow {
  /** `fc1`, `Block.conv`. */
  layer: string;
  /** `Linear(784, 128)`. */
  call: string;
  range: SourceRange;
  /** The framework’s name: `kernel`, `weight_ih_l0`. Absent where the layer’s tensors cannot be seen. */
  tensor?: string;
  kind?: TensorKind;
  shape?: number[];
  /** How many of it the model has. */
  copies: Amount;
  /** Parameters in all copies. */
  count: Amount;
  state: RowState;
  influences: Influence[];
  l1: Amount;
  l2: Amount;
  decay: Amount;
  /** λ1·E Σ|w| + λ2·E Σw² of the first values, all copies together. */
  initial: Amount;
  /** What the rules say of it. */
  findings: AuditFinding[];
}

export type AuditFinding = Pick<Finding, 'code' | 'severity' | 'message' | 'range'>;

/** Parameters of one kind, by what becomes of them. */
export interface AuditTotals {
  /** `all` is their sum. */
  kind: TensorKind | 'all';
  regularized: number;
  free: number;
  unknown: number;
  fixed: number;
  /** Sum of the four. */
  count: number;
}

export interface Audit {
  model: string;
  framework: FrameworkName;
  range: SourceRange;
  rows: AuditRow[];
  /** By kind, then all of them; of the tensors whose sizes can be seen. */
  totals: AuditTotals[];
  /** Parameters of the whole model. */
  parameters: Amount;
  /** Sum over the rows. */
  initial: Amount;
  /** What the rules say of optimizers and penalties of this model. */
  findings: AuditFinding[];
  /** How numbers are meant where it is not plain, in sentences: penalties under Adam. */
  remarks: string[];
  /** What cannot be seen, in sentences. */
  limits: AuditLimit[];
}

export interface AuditLimit {
  text: string;
  range?: SourceRange;
}

/** A model by its name; of several the one whose line is nearest. */
export interface AuditedModel {
  name: string;
  /** 1-based line of its anchor. */
  line: number;
  /** Of a notebook: the cell. */
  cell?: number;
}

export function auditedModel(
  { models }: SourceReading,
  { name, line, cell }: AuditedModel,
): ModelDefinition | undefined {
  const distance = ({ anchor }: ModelDefinition) =>
    Math.abs(anchor.startLine - line) + (anchor.cell === cell ? 0 : 1e6);
  return models.filter((model) => model.name === name).sort((a, b) => distance(a) - distance(b))[0];
}

/** The audit of a model of the reading. @param findings of the rules, of the whole file */
export function auditModel(context: RuleContext, model: ModelDefinition, findings: Finding[] = []): Audit {
  const { tensors, unseen } = unfold(context.reading, model);
  const decays = weightDecays(context, model);
  const penalties = handPenalties(context, model);
  const rows = rowsOf(tensors, [decays.on, penalties.on]);
  const notes = notesOf(rows, [...decays.places, ...penalties.places], findings);
  const { totals, parameters, initial } = totalsOf(model, rows);
  return {
    model: model.name,
    framework: model.framework,
    range: model.anchor,
    rows,
    totals,
    parameters,
    initial,
    findings: notes,
    remarks: rows.some(isPenalized) ? decays.remarks : [],
    limits: [...unseen, ...penalties.limits, ...limitsOf(model, rows)],
  };
}

/** Whether a gradient shrinks it, which the optimizer changes before its step. */
const isPenalized = ({ l1, l2 }: AuditRow): boolean => !isZero(l1) || !isZero(l2);
