/** Small pieces of templates. */
import { html, noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import { unbroken } from '../words/numbers.ts';

/** A number with a sign, with three decimals or with thousands; then its spread or the other end. */
const NUMERAL =
  /((?:[+\u2212]\d[\d,]*(?:\.\d+)?|\d+\.\d{3}|\d{1,3}(?:,\d{3})+)(?: (?:±|to) [+\u2212]?\d[\d.,]*\d)?)/;

/** A sentence whose measured numbers stand in the editor's font, unbroken. */
export function sentence(text: string) {
  return unbroken(text)
    .split(NUMERAL)
    .map((part, index) => (index % 2 ? html`<span class="num">${part}</span>` : part));
}

export function numeral(text: string) {
  return html`<span class="num">${text}</span>`;
}

/** Sets CSS properties through the object model: the content security policy forbids `style` attributes. */
class Styled extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('styled() stands on an element');
  }

  override update(part: ElementPart, [properties]: [Record<string, string>]) {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return noChange;
  }

  render(_properties: Record<string, string>) {
    return noChange;
  }
}

export const styled = directive(Styled);
