/** A file that cannot be shown: what is wrong, what was seen, what to do. */
import { html, nothing } from 'lit';
import type { FilesState } from '../../src/protocol/files.ts';
import { button } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { baseName, unbroken } from '../words/numbers.ts';
import type { FilesActions } from './view.ts';

type FailedState = Extract<FilesState, { kind: 'failed' }>;

export function failedView({ file, problem }: FailedState, { send }: FilesActions) {
  const { title, explanation, remedy, location, code, technical = [] } = problem;
  const report = [code, title, explanation, ...technical].join('\n');
  return html`<main id="view">
    <div class="state">
      <h1 class="err">${icon('error')}<span>${title}</span></h1>
      <p class="explanation">${unbroken([explanation, remedy].filter(Boolean).join(' '))}</p>
      ${location ? html`<p class="sub">${baseName(location.file)}:${location.line}:${location.column}</p>` : nothing}
      <div class="acts">
        ${button({ action: 'retry', label: 'Try again', icon: 'rerun', run: () => send({ type: 'retry' }) })}
      </div>
      <p class="sub">${file}</p>
      <details>
        <summary>Technical details</summary>
        <pre tabindex="0">${[code, ...technical].join('\n')}</pre>
        ${button({ action: 'copy', label: 'Copy', icon: 'copy', secondary: true, run: () => send({ type: 'copy', text: report }) })}
      </details>
    </div>
  </main>`;
}
