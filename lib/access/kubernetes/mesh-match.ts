import { addressBlock } from './cidr';
import { ClusterPolicyError, type Field, textOf } from './fields';

export type TextMatcher = (text: string) => boolean;

/** A text of an AuthorizationPolicy: whole, with `*` at one end, or `*` alone for any that is not empty. */
export function meshText(field: Field): TextMatcher {
  const text = textOf(field);
  if (text === '*') return (each) => each !== '';
  const inner = text.replace(/^\*|\*$/g, '');
  if (text.startsWith('*') && text.endsWith('*')) throw new ClusterPolicyError(field.at, `'${text}'`, 'one * at the start or at the end');
  if (text.startsWith('*')) return (each) => each.endsWith(inner);
  return text.endsWith('*') ? (each) => each.startsWith(inner) : (each) => each === text;
}

/** A host: its case does not matter. */
export function meshHost(field: Field): TextMatcher {
  const matches = meshText({ ...field, value: textOf(field).toLowerCase() });
  return (host) => matches(host.toLowerCase());
}

/** A path: `{*}` is one segment and `{**}`, as the last of them, any number. */
export function meshPath(field: Field): TextMatcher {
  const text = textOf(field);
  if (!/[{}]/.test(text)) {
    const matches = meshText(field);
    return (path) => matches(withoutQuery(path));
  }
  const parts = text.split('/');
  const badPart = parts.find((part) => /[{}*]/.test(part) && part !== '{*}' && part !== '{**}');
  const rest = parts.indexOf('{**}');
  if (badPart !== undefined || (rest >= 0 && parts.slice(rest + 1).some((part) => part.startsWith('{')))) {
    throw new ClusterPolicyError(field.at, `'${text}'`, '{*} and {**} as whole segments, {**} as the last of them');
  }
  const pattern = parts.map((part) => (part === '{*}' ? '[^/]+' : part === '{**}' ? '.*' : part.replace(/[.+?^$()|[\]\\]/g, '\\$&'))).join('/');
  const expression = new RegExp(`^${pattern}$`);
  return (path) => expression.test(withoutQuery(path));
}

/** A namespace and a service account, `namespace/account`, or an account in the namespace of the policy. */
export function meshAccount(field: Field, own: string): TextMatcher {
  const text = textOf(field);
  if (text.includes('*')) throw new ClusterPolicyError(field.at, `'${text}'`, 'a name without *');
  const whole = text.includes('/') ? text : `${own}/${text}`;
  return (account) => account === whole;
}

export function meshPort(field: Field): TextMatcher {
  const text = textOf(field);
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new ClusterPolicyError(field.at, `'${text}'`, "a port, such as '8080'");
  return (port) => port === text;
}

export const meshAddress = addressBlock;

function withoutQuery(path: string): string {
  return path.split('?')[0] ?? path;
}
