/** What the reader noticed, and the file's own metadata: folded. */
import { html, nothing } from 'lit';
import { unbroken } from '../words/numbers.ts';

export function remarks(notes: readonly string[], title: string, metadata: Readonly<Record<string, string>>) {
  const entries = Object.entries(metadata);
  return html`
    ${
      notes.length > 0
        ? html`<details class="block">
          <summary>Notes (${notes.length})</summary>
          <ul class="plain sub">${notes.map((note) => html`<li>${unbroken(note)}</li>`)}</ul>
        </details>`
        : nothing
    }
    ${
      entries.length > 0
        ? html`<details class="block">
          <summary>${title} (${entries.length})</summary>
          <table class="metadata">
            <caption class="vh">${title}</caption>
            <tbody>
              ${entries.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="wrap">${value}</td></tr>`)}
            </tbody>
          </table>
        </details>`
        : nothing
    }
  `;
}
