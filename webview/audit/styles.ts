/** The audit's own styles, beside those that it shares with the results panel. */
import { css } from 'lit';
import { sorting } from '../styles/sorting.ts';

export const auditStyles = css`
  reglens-audit {
    display: block;
    container: panel / inline-size;
  }
  .bar {
    flex-wrap: wrap;
    padding-bottom: 8px;
  }
  .bar .what {
    flex: 1 1 220px;
  }
  /* Hidden texts within are placed absolutely: they must not widen the page. */
  .scroll {
    position: relative;
  }
  main > section + section {
    margin-top: 24px;
  }
  .conventions {
    max-width: 80em;
  }
  .kinds {
    width: auto;
  }
  .kinds thead th {
    white-space: normal;
  }
  .notes,
  .unseen ul {
    list-style: none;
    display: grid;
    gap: 4px;
  }
  .notes,
  .unseen {
    margin-bottom: 16px;
  }
  .unseen ul {
    margin-top: 4px;
    font-size: 12px;
    line-height: 18px;
    max-width: 80em;
  }
  ${sorting}
  .kinds button[aria-pressed='true'] {
    color: var(--fg);
    font-weight: 600;
  }
  .tensors tbody tr {
    cursor: pointer;
  }
  .tensors tbody tr.fixed,
  .tensors .state {
    color: var(--muted);
  }
  .tensors tbody th,
  .tensors tbody td {
    vertical-align: top;
  }
  .tensors td.wrap {
    min-width: 9em;
  }
  .tensors .code {
    font: 11px/18px var(--mono);
  }
  tfoot tr > * {
    border-top: 1px solid var(--line);
    padding-top: 4px;
    padding-bottom: 4px;
  }
  tfoot th {
    font-weight: 600;
  }
  @container panel (max-width: 799px) {
    .tensors tr > :not(:first-child) {
      padding-left: 5px;
    }
    .tensors tr > :not(:last-child) {
      padding-right: 5px;
    }
    .tensors tbody th,
    .tensors tbody td:nth-child(2) {
      white-space: normal;
    }
  }
  @container panel (max-width: 559px) {
    .hide-xs {
      display: none;
    }
    .bar .what {
      flex-basis: 100%;
    }
  }
`;
