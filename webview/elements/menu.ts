/** `<reglens-menu>`: a button that opens a list of actions. */
import { html, LitElement, nothing } from 'lit';
import { type IconName, icon } from './icon.ts';

export interface MenuItem {
  /** Stable name: `data-action`. */
  action: string;
  label: string;
  run: () => void;
}

export class MenuElement extends LitElement {
  static override properties = {
    label: {},
    shape: {},
    items: { attribute: false },
    open: { state: true },
  };
  declare label: string;
  declare shape: IconName;
  declare items: readonly MenuItem[];
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.addEventListener('focusout', this.#left);
    this.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener('focusout', this.#left);
    this.removeEventListener('keydown', this.#key);
  }

  override render() {
    return html`<button
        class="ico"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open}
        @click=${this.#toggle}
      >
        ${icon(this.shape)}
      </button>
      ${this.open ? this.#list() : nothing}`;
  }

  #list() {
    return html`<div class="menu" role="menu" aria-label=${this.label}>
      ${this.items.map(
        (item) => html`<button
          role="menuitem"
          tabindex="-1"
          data-action=${item.action}
          @click=${() => this.#choose(item)}
        >
          ${item.label}
        </button>`,
      )}
    </div>`;
  }

  protected override updated() {
    if (this.open && !this.contains(document.activeElement?.closest('[role=menuitem]') ?? null))
      this.#focus(0);
  }

  readonly #toggle = () => {
    this.open = !this.open;
  };

  #choose(item: MenuItem) {
    this.#close();
    item.run();
  }

  #close() {
    this.open = false;
    this.querySelector<HTMLElement>('button.ico')?.focus();
  }

  #entries(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #focus(index: number) {
    const entries = this.#entries();
    entries[(index + entries.length) % entries.length]?.focus();
  }

  readonly #left = ({ relatedTarget }: FocusEvent) => {
    if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) this.open = false;
  };

  readonly #key = (event: KeyboardEvent) => {
    if (!this.open) return;
    const entries = this.#entries();
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: entries.length - 1,
    };
    const target = targets[event.key];
    if (event.key === 'Escape') this.#close();
    else if (target !== undefined) this.#focus(target);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** A menu in a template. */
export function menu(label: string, shape: IconName, items: readonly MenuItem[]) {
  return html`<reglens-menu .label=${label} .shape=${shape} .items=${items}></reglens-menu>`;
}
