/** Helpers of the audit's tests: from source to audit. */
import { type Amount, type Audit, type AuditRow, auditedModel, auditModel } from '../../src/advice/audit.ts';
import { advise } from '../../src/advice/runner.ts';
import { DEFAULT_SETTINGS } from '../../src/advice/settings.ts';
import { readSource } from '../../src/definition/source.ts';

/** The audit of a model with what the rules say. */
export function auditOf(text: string, name = 'model', file = 'model.py'): Audit {
  const reading = readSource(file, text);
  const model = auditedModel(reading, { name, line: 1 });
  if (!model)
    throw new Error(`no “${name}”; there are: ${reading.models.map((each) => each.name).join(', ')}`);
  const { thresholds } = DEFAULT_SETTINGS;
  const findings = advise(reading, () => text, DEFAULT_SETTINGS);
  return auditModel({ reading, textOf: () => text, thresholds }, model, findings);
}

/** A number, or `?`. */
export const numberOf = (amount: Amount): number | '?' => ('value' in amount ? amount.value : '?');

/** `hidden weight` and the numbers of one strength. */
export const strengths = (audit: Audit, part: 'l1' | 'l2' | 'decay' | 'initial' | 'count') =>
  Object.fromEntries(audit.rows.map((row) => [nameOf(row), numberOf(row[part])]));

export const states = (audit: Audit) => Object.fromEntries(audit.rows.map((row) => [nameOf(row), row.state]));

export const nameOf = ({ layer, tensor, shape }: AuditRow): string =>
  [layer, tensor ?? '?', ...(layer.includes('.') ? [shape?.join('×')] : [])].join(' ');

export const NET = `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 256)
        self.norm = nn.BatchNorm1d(256)
        self.output = nn.Linear(256, 10)

    def forward(self, x):
        return self.output(torch.relu(self.norm(self.hidden(x))))


net = Net()
`;
