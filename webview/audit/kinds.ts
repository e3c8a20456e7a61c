/** Totals of each kind of tensor; a click shows only that kind. */
import { html, nothing } from 'lit';
import type { AuditTotals } from '../../src/advice/audit.ts';
import { KIND_TITLES } from '../../src/advice/auditWords.ts';
import { formatShare } from '../../src/words.ts';
import { count } from '../words/numbers.ts';
import type { Shown } from './view.ts';

const PARTS = ['regularized', 'free', 'unknown', 'fixed'] as const;
const TITLES: Record<(typeof PARTS)[number], string> = {
  regularized: 'Penalized or decayed',
  free: 'By nothing',
  unknown: 'Cannot be seen',
  fixed: 'Not trained',
};

export function kinds({ audit, controls, actions }: Shown) {
  const { totals } = audit;
  const parts = PARTS.filter((part) => totals.some((total) => total[part] > 0));
  if (totals.every((total) => total.count === 0)) return nothing;
  const row = (total: AuditTotals) => html`<tr class=${total.kind === 'all' ? 'g' : ''}>
    <th scope="row">
      <button
        class="link"
        data-kind=${total.kind}
        aria-pressed=${total.kind === controls.kind}
        @click=${() => actions.set({ kind: total.kind === controls.kind ? 'all' : total.kind })}
      >
        ${KIND_TITLES[total.kind]}
      </button>
    </th>
    <td class="n">${count(total.count)}</td>
    ${parts.map((part) => html`<td class="n">${cell(total[part], total.count)}</td>`)}
  </tr>`;
  return html`<section>
    <h2>By kind</h2>
    <p class="sub">Choose a kind to show only its tensors.</p>
    <div class="scroll"><table class="kinds">
      <caption class="vh">Parameters by kind</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col" class="n">Parameters</th>
          ${parts.map((part) => html`<th scope="col" class="n">${TITLES[part]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${totals.map(row)}
      </tbody>
    </table></div>
  </section>`;
}

const cell = (part: number, whole: number) =>
  part === 0
    ? html`<span class="muted">0</span>`
    : html`${count(part)} <span class="muted hide-xs">${formatShare(part / whole)}</span>`;
