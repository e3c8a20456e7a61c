/** Compare: any runs of the workspace side by side. */
import { html } from 'lit';
import type { ResultView } from './view.ts';

export const compareView = (view: ResultView) => html`<reglens-compare .view=${view}></reglens-compare>`;
