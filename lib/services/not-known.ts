/** Stands in a name for a part that only an execution or a deployment knows, between marks that no name of AWS has. */
const MARKED = /\u27ea([^\u27eb]*)\u27eb/g;

/** The stand-in for what an expression gives. It has no character that separates parts of an ARN or a path. */
export function notKnown(expression: string): string {
  const text = expression.replace(/^\{%\s*|\s*%\}$/g, '').replace(/[^\w$.[\]]+/g, '\u2026');
  return `\u27ea${text}\u27eb`;
}

/** Whether a part of a text is not known. */
export function isNotKnown(text: unknown): boolean {
  return typeof text === 'string' && text.search(MARKED) !== -1;
}

/** The expressions of the parts of a text that are not known. */
export function expressionsIn(text: string): readonly string[] {
  return [...text.matchAll(MARKED)].map(([, expression = '']) => expression);
}

/** A text with another in place of each part that is not known. */
export function withKnown(text: string, part: string): string {
  return text.replace(MARKED, () => part);
}
