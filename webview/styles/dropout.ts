/** Sections of the Fit and Dropout views. */
import { css } from 'lit';

export const dropoutStyles = css`
  .h240 {
    height: 240px;
  }
  #compared {
    width: 240px;
  }
  #dropout-variant,
  #dropout-layer {
    width: 200px;
  }
  .row .offers {
    margin-bottom: 0;
  }
  @container panel (max-width: 1199px) {
    .row > .wide-m {
      grid-column: span 12;
    }
  }
  .offer b {
    font-weight: 600;
    color: var(--fg);
  }
  .offer {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    font-size: 12px;
    line-height: 18px;
    padding: 6px 0;
    border-top: 1px solid var(--line);
  }
  .offers {
    border-bottom: 1px solid var(--line);
    margin-bottom: 32px;
  }
  .state + .controls,
  .state + .row {
    margin-top: 32px;
  }
  .mimics {
    margin-top: 24px;
  }
  .mimics ul {
    list-style: none;
    margin-top: 6px;
  }
  .mimics li {
    padding: 4px 0;
    border-top: 1px solid var(--line);
  }
  .mimics li > p:first-child {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    font-size: 12px;
    line-height: 18px;
  }
  .mimic-name {
    min-width: 150px;
  }
  .mimic-found {
    flex: 1;
    color: var(--muted);
  }
  [data-found='present'] .mimic-found {
    color: var(--warn);
    font-weight: 600;
  }
  section > * + reglens-figure {
    margin-top: 24px;
  }
  .stack {
    display: flex;
    width: 100%;
    min-width: 96px;
    height: 10px;
    background: var(--soft);
  }
  .stack i {
    display: block;
    print-color-adjust: exact;
  }
  .stack .part,
  .key {
    opacity: 0.45;
  }
  .key {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin: 0 4px 0 0;
    background: var(--fg);
  }
  .key.full {
    opacity: 1;
  }
  .stack-head {
    width: 40%;
  }
  .beside .bar-track {
    width: 64px;
  }
  .note {
    margin-top: 8px;
    font-size: 12px;
    line-height: 18px;
    color: var(--muted);
    text-wrap: pretty;
  }
`;
