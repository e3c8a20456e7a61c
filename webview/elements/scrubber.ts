/** `<reglens-scrubber>`: a slider over epochs with a button that plays them. */
import { html, LitElement } from 'lit';
import { icon } from './icon.ts';
import { slider } from './slider.ts';

/** Milliseconds that an epoch is shown while it plays. */
const FRAME = 140;

export class ScrubberElement extends LitElement {
  static override properties = {
    epochs: { attribute: false },
    epoch: { attribute: false },
    choose: { attribute: false },
    playing: { state: true },
  };
  /** The epochs to go through, ascending; after them comes the end of training, as undefined. */
  declare epochs: readonly number[];
  declare epoch: number | undefined;
  declare choose: (epoch: number | undefined) => void;
  declare playing: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.playing = false;
  }

  protected override createRenderRoot() {
    return this;
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  /** The place of the slider: behind the last epoch is the end. */
  get #place(): number {
    const found = this.epoch === undefined ? -1 : this.epochs.indexOf(this.epoch);
    return found === -1 ? this.epochs.length : found;
  }

  override render() {
    const label = this.playing ? 'Pause' : still() ? 'Next epoch' : 'Play the epochs';
    const text = this.#place === this.epochs.length ? 'end' : `epoch ${this.epochs[this.#place]}`;
    return html`<div class="scrubber">
      <button class="ico" aria-label=${label} title=${label} @click=${this.#press}>
        ${icon(this.playing ? 'pause' : 'play')}
      </button>
      ${slider({
        id: 'epoch',
        label: 'Epoch',
        min: 0,
        max: this.epochs.length,
        step: 1,
        value: this.#place,
        text,
        set: (place) => {
          this.#stop();
          this.choose(this.epochs[place]);
        },
      })}
    </div>`;
  }

  readonly #press = () => {
    if (this.playing) return this.#stop();
    if (still()) return this.#step();
    this.playing = true;
    if (this.#place === this.epochs.length) this.choose(this.epochs[0]);
    this.#timer = setInterval(() => this.#step(), FRAME);
  };

  /** One epoch on; from the end to the first, unless it plays. */
  #step() {
    const place = this.#place;
    if (place < this.epochs.length) this.choose(this.epochs[place + 1]);
    else if (this.playing) this.#stop();
    else this.choose(this.epochs[0]);
  }

  #stop() {
    clearInterval(this.#timer);
    this.playing = false;
  }
}

/** Who asks for less motion steps by hand. */
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
