/** What the Sparsity, Weights and Path views have of their own. */
import { css } from 'lit';

export const labStyles = css`
  .h176 {
    height: 176px;
  }
  /* A column that ends in words or a table has nothing to align with at the bottom. */
  .row > .loose > reglens-figure:first-child,
  .row > .loose > reglens-figure:first-child > figure {
    flex: none;
  }
  .block {
    margin-bottom: 32px;
  }
  .block > h2 {
    margin-bottom: 4px;
  }
  .between {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 4px 24px;
    margin-bottom: 8px;
  }
  .between .grp {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 12px;
  }
  .controls.try {
    margin: 8px 0;
  }
  .slider-value {
    min-width: 5ch;
  }
  .try-says {
    min-height: 40px;
    margin-bottom: 8px;
    text-wrap: pretty;
  }
  .try-says .mk {
    display: inline-block;
    vertical-align: -1px;
  }
  .pending {
    opacity: 0.45;
  }
  :root[data-kind^='hc'] .pending {
    opacity: 0.7;
  }
  .problem-note {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    font-size: 12px;
    line-height: 18px;
    margin-bottom: 8px;
    max-width: 80em;
  }
  .problem-note svg.i {
    color: var(--warn);
    margin-top: 1px;
  }
  /* With its slider below it is as high as without. */
  .hx-scrubbed {
    height: 346px;
  }
  .scrubber {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-top: 8px;
  }
  .slider {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 12px;
  }
  .scrubber .slider {
    flex: 1;
  }
  .scrubber .slider input {
    flex: 1;
    min-width: 80px;
  }
  .scrubber .slider-value {
    min-width: 9ch;
  }
  .s12 {
    grid-column: span 12;
  }
  .pickers {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 8px 12px;
    align-items: center;
    margin-bottom: 12px;
  }
  .pickers .grp {
    display: contents;
    font-size: 12px;
  }
  .pickers .lbl {
    position: static;
    width: auto;
    height: auto;
    clip-path: none;
    color: var(--muted);
    font-size: 12px;
  }
  .plane .slider input {
    flex: 1;
    max-width: 320px;
  }
  .plane .says {
    margin: 12px 0 4px;
    min-height: 40px;
  }
  .plane reglens-figure {
    max-width: 520px;
  }
  .quiet {
    margin-bottom: 32px;
  }
  .row + .under {
    margin: -20px 0 32px;
  }
  .under-state {
    margin-top: 32px;
  }
  .selection {
    display: flex;
    flex-wrap: wrap;
    gap: 0 48px;
    align-items: start;
  }
  .selection .cols {
    padding-top: 10px;
    font-size: 12px;
    line-height: 18px;
    min-width: 200px;
    flex: 1;
  }
  @container panel (max-width: 1099px) {
    .hide-m {
      display: none;
    }
  }
`;
