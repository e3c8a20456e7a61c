/** Headings that sort a table. */
import { css } from 'lit';

export const sorting = css`
  button.sort {
    all: unset;
    cursor: pointer;
    white-space: nowrap;
  }
  button.sort:hover {
    color: var(--fg);
  }
  button.sort:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  th[aria-sort='ascending'] button.sort,
  th[aria-sort='descending'] button.sort {
    color: var(--fg);
    font-weight: 600;
  }
  .arrow {
    display: inline-block;
    width: 8px;
  }
`;
