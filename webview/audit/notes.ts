/** What the rules say of the model's optimizers and penalties, and what the audit cannot see. */
import { html, nothing } from 'lit';
import type { AuditFinding, AuditLimit } from '../../src/advice/audit.ts';
import { placeText } from '../../src/advice/auditWords.ts';
import { link } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { unbroken } from '../words/numbers.ts';
import { opener, type Shown } from './view.ts';

/** More sentences than these are folded. */
const MOST_OPEN = 3;

export function notes(shown: Shown) {
  const { findings, limits } = shown.audit;
  return html`${
    findings.length > 0
      ? html`<ul class="notes">
        ${findings.map((finding) => html`<li class="warned">${found(finding, shown)}</li>`)}
      </ul>`
      : nothing
  }${limits.length > 0 ? unseen(limits, shown) : nothing}`;
}

function found({ code, message, range }: AuditFinding, { actions }: Shown) {
  const rule = link(code, () => actions.send({ type: 'showRule', code }));
  return html`${icon('warning')}<span
      >${unbroken(message)} ${rule}, ${link(placeText(range), opener(actions, range))}</span
    >`;
}

function unseen(limits: AuditLimit[], { actions }: Shown) {
  const list = html`<ul>
    ${limits.map(
      ({ text, range }) =>
        html`<li>${unbroken(text)} ${range ? link('Show', opener(actions, range)) : nothing}</li>`,
    )}
  </ul>`;
  return html`<details class="unseen" ?open=${limits.length <= MOST_OPEN}>
    <summary>What cannot be seen (${limits.length})</summary>
    ${list}
  </details>`;
}
