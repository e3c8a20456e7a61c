/** Texts that people read as numbers, in a notation that could be misread. */

const SIGN = /^([+-]?)\p{Sc}\s?|\s?[\p{Sc}%]$/u;
const SEPARATED = /^[+-]?(\d{1,3}([.,'’\s]\d{3})+|\d+)([.,]\d*)?$/;
const PLAIN = /^[+-]?\d+(\.\d*)?$/;

/**
 * Numbers in another notation than the one that is read: with a decimal comma (`1,5`), thousands separators
 * (`1,001`, `1.234.567`), a currency or a percent sign (`$1.20`, `5 %`).
 */
export function isFormattedNumber(text: string): boolean {
  return SEPARATED.test(withoutSign(text));
}

/** What makes the formatted numbers among these texts others than plain ones, in words. */
export function describeNotation(texts: string[]): string {
  const formatted = texts.filter(isFormattedNumber);
  const separated = formatted.some((text) => !PLAIN.test(withoutSign(text)));
  const signed = formatted.some((text) => withoutSign(text) !== text);
  return [
    ...(separated ? ['a decimal comma or thousands separators'] : []),
    ...(signed ? ['a currency or percent sign'] : []),
  ].join(', or with ');
}

/** Without a currency sign in front, or one or a percent sign at the end. */
function withoutSign(text: string): string {
  return text.replace(SIGN, '$1');
}
