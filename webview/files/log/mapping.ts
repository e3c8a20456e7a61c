/** `<reglens-mapping>`: which column is which, as it was guessed, to be corrected. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { ColumnMapping, Roles } from '../../../src/history/history.ts';
import { button } from '../../elements/button.ts';
import { select } from '../../elements/controls.ts';

const ROLES = {
  trainingLoss: 'Training loss',
  validationLoss: 'Validation loss',
  trainingMetric: 'Training metric',
  validationMetric: 'Validation metric',
} satisfies Record<keyof Roles, string>;

/** Of a select: no column. No column has an empty name that could be chosen. */
const NONE = '';

/** The mapping with one of its columns changed. */
export function withColumn(
  mapping: ColumnMapping,
  part: 'step' | 'run' | keyof Roles,
  column: string,
): ColumnMapping {
  if (part === 'step' || part === 'run') return { ...mapping, [part]: column === NONE ? null : column };
  const { [part]: _before, ...others } = mapping.roles;
  return { ...mapping, roles: column === NONE ? others : { ...others, [part]: column } };
}

export class MappingElement extends LitElement {
  static override properties = {
    names: { attribute: false },
    mapping: { attribute: false },
    apply: { attribute: false },
    draft: { state: true },
    open: { state: true },
  };
  declare names: readonly string[];
  /** In force. */
  declare mapping: ColumnMapping;
  declare apply: (mapping: ColumnMapping) => void;
  declare draft: ColumnMapping;
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  protected override createRenderRoot() {
    return this;
  }

  /** A log that grows comes with the same mapping again: what is being corrected stays. */
  protected override willUpdate(changed: PropertyValues<this>) {
    const before = changed.get('mapping');
    if (changed.has('mapping') && JSON.stringify(before) !== JSON.stringify(this.mapping))
      this.draft = this.mapping;
  }

  override render() {
    return html`<details class="block columns" @toggle=${this.#toggled}>
      <summary>Columns (${this.names.length}): correct how they are read</summary>
      ${this.open ? this.#form() : nothing}
    </details>`;
  }

  /** The selects read their texts as they are drawn, which what is folded is not. */
  readonly #toggled = (event: ToggleEvent) => {
    this.open = event.newState === 'open';
  };

  #form() {
    const { draft } = this;
    const change = (part: Parameters<typeof withColumn>[1]) => (column: string) => {
      this.draft = withColumn(this.draft, part, column);
    };
    const unit = (value: string) => {
      this.draft = { ...this.draft, unit: value === 'step' ? 'step' : 'epoch' };
    };
    const isChanged = JSON.stringify(draft) !== JSON.stringify(this.mapping);
    const units = [
      { value: 'epoch', label: 'epochs' },
      { value: 'step', label: 'steps' },
    ];
    return html`<div class="mapping">
      ${select('map-step', 'Steps', this.#choices('the row’s number'), draft.step ?? NONE, change('step'))}
      ${select('map-unit', 'They count', units, draft.unit, unit)}
      ${select('map-run', 'Run', this.#choices('one run'), draft.run ?? NONE, change('run'))}
      ${Object.entries(ROLES).map(([role, label]) => {
        const part = role as keyof Roles;
        return select(`map-${role}`, label, this.#choices('none'), draft.roles[part] ?? NONE, change(part));
      })}
      ${button({ action: 'mapping', label: 'Apply', disabled: !isChanged, run: () => this.apply(this.draft) })}
    </div>`;
  }

  #choices(none: string) {
    return [{ value: NONE, label: none }, ...this.names.map((name) => ({ value: name, label: name }))];
  }
}
