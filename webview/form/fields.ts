/** The fields of the form: labelled, with a word of help below. */
import { html, nothing } from 'lit';

interface Field {
  id: string;
  label: string;
  help?: string;
}

/** A label above its control, and help below, which belongs to it for screen readers, too. */
export function field({ id, label, help }: Field, control: unknown) {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control} ${help ? html`<p class="help" id="${id}-help">${help}</p>` : nothing}
  </div>`;
}

interface NumberField extends Field {
  value: number;
  least: number;
  most: number;
  step: number | 'any';
}

/** A value outside of its limits is not taken: the field says what is expected. */
export function numberField(
  { value, least, most, step, ...rest }: NumberField,
  set: (value: number) => void,
) {
  const take = (event: Event) => {
    const input = event.target as HTMLInputElement;
    if (input.value !== '' && input.reportValidity()) set(input.valueAsNumber);
  };
  return field(
    rest,
    html`<input
      type="number"
      id=${rest.id}
      min=${least}
      max=${most}
      step=${step}
      aria-describedby=${rest.help ? `${rest.id}-help` : nothing}
      .value=${String(value)}
      @change=${take}
    />`,
  );
}

export function checkbox(
  id: string,
  label: string,
  help: string,
  checked: boolean,
  set: (on: boolean) => void,
) {
  return html`<label class="check" for=${id}>
    <input
      type="checkbox"
      id=${id}
      .checked=${checked}
      @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
    />
    <span><b>${label}</b><span class="help">${help}</span></span>
  </label>`;
}
