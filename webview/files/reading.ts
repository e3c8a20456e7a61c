/** While a file is read: what is under way, with a quiet bar. */
import { html, nothing } from 'lit';
import type { FilesState } from '../../src/protocol/files.ts';
import { styled } from '../elements/inline.ts';
import { baseName } from '../words/numbers.ts';

type ReadingState = Extract<FilesState, { kind: 'reading' }>;

export function readingView({ file, text, share }: ReadingState) {
  return html`<main id="view">
    <div class="lead">
      <h1>Reading ${baseName(file)}</h1>
      <p class="muted">${text}</p>
    </div>
    <div
      class="pb quiet-bar"
      role="progressbar"
      aria-label=${text}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${share === null ? nothing : Math.round(100 * share)}
    >
      <i class=${share === null ? 'unknown' : ''} ${styled({ width: `${100 * (share ?? 0)}%` })}></i>
    </div>
  </main>`;
}
