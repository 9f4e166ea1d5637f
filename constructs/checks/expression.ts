/**
 * What makes a regular expression one that Macie refuses; undefined when nothing does.
 *
 * Macie takes a subset of PCRE: https://docs.aws.amazon.com/macie/latest/user/cdis-options.html
 */
export function faultOf(expression: string): string | undefined {
  let depth = 0;
  // Whether something stands before that a quantifier can repeat.
  let repeatable = false;
  for (let at = 0; at < expression.length; ) {
    const rest = expression.slice(at);
    const [quantifier] = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(rest) ?? [];
    if (quantifier !== undefined) {
      const fault = quantifierFault(quantifier, rest.slice(quantifier.length), repeatable);
      if (fault) return fault;
      repeatable = false;
      at += quantifier.length + (rest[quantifier.length] === '?' ? 1 : 0);
      continue;
    }
    repeatable = true;
    let length = 1;
    if (rest.startsWith('\\')) {
      const escaped = rest[1];
      if (escaped === undefined) return 'a backslash at its end';
      if (/[1-9gk]/.test(escaped)) return `the back reference \\${escaped}`;
      if (/[CGKRX]/.test(escaped)) return `\\${escaped}`;
      length = /^\\[pP]\{\^?\w+\}/.exec(rest)?.[0].length ?? 2;
    } else if (rest.startsWith('[')) {
      const found = characterClass(rest);
      if (typeof found === 'string') return found;
      length = found;
    } else if (rest.startsWith('(')) {
      const fault = groupFault(rest);
      if (fault) return fault;
      depth += 1;
      repeatable = false;
      length = rest.startsWith('(?:') ? 3 : 1;
    } else if (rest.startsWith(')')) {
      depth -= 1;
      if (depth < 0) return 'a parenthesis that was never opened';
    } else if (rest.startsWith('|')) {
      repeatable = false;
    } else if (rest.startsWith('{')) {
      return 'an open quantifier';
    }
    at += length;
  }
  return depth > 0 ? 'an unclosed group' : undefined;
}

function quantifierFault(quantifier: string, after: string, repeatable: boolean): string | undefined {
  if (!repeatable) return `the quantifier ${quantifier} with nothing before it`;
  if (after.startsWith('+')) return `the possessive quantifier ${quantifier}+`;
  const [, least = '', most = ''] = /^\{(\d+),(\d+)\}$/.exec(quantifier) ?? [];
  return most !== '' && Number(least) > Number(most) ? `the quantifier ${quantifier}, which runs backwards` : undefined;
}

function groupFault(rest: string): string | undefined {
  if (rest.startsWith('(*')) return 'a control verb';
  if (!rest.startsWith('(?') || rest.startsWith('(?:')) return undefined;
  if (/^\(\?<?[=!]/.test(rest)) return 'a look-ahead or look-behind assertion';
  if (/^\(\?\(/.test(rest)) return 'a conditional pattern';
  if (/^\(\?(R|&|P>|[+-]?\d)/.test(rest)) return 'a recursive pattern';
  if (/^\(\?(P?<|')/.test(rest)) return 'a named group';
  if (/^\(\?[a-zA-Z^-]+[:)]/.test(rest)) return 'pattern flags';
  return `the group ${rest.slice(0, 3)}`;
}

/** Length of the character class at the beginning of `rest`, or what is wrong with it. */
function characterClass(rest: string): number | string {
  // A bracket at once behind the opening is a member of the class.
  const [opening = ''] = /^\[\^?\]?/.exec(rest) ?? [];
  let at = opening.length;
  while (at < rest.length && rest[at] !== ']') {
    const left = rest.slice(at);
    const [range, from = '', to = ''] = /^([^\\\][])-([^\\\][])/s.exec(left) ?? [];
    if (from > to) return `the range ${range}, which runs backwards`;
    const [member = ''] = /^(?:\[:\^?\w+:\]|\\[pP]\{\^?\w+\}|\\x[0-9a-fA-F]{2}|\\.|.)/s.exec(left) ?? [];
    at += (range ?? member).length || 1;
  }
  return rest[at] === ']' ? at + 1 : 'an unclosed character class';
}
