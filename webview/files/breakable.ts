/** Long names of tensors and runs. */
import { html } from 'lit';

/** The name may break behind a dot, a slash or an underscore. */
export const breakable = (name: string) => name.split(/(?<=[._/])/).map((part) => html`${part}<wbr />`);
