/** The linear model's path as an element of its own: it may have to be computed. */
import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ResultView } from '../view.ts';
import { pathOptions } from './options.ts';

/** It is given a new view only when something of it concerns the path. */
export const linearPath = (view: ResultView) =>
  guard(
    [view.state, pathOptions(view).penalty],
    () => html`<reglens-linear-path .view=${view}></reglens-linear-path>`,
  );
