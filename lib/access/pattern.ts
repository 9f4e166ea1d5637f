/** Condition keys of a request; the names of keys are in lower case, since they are not case-sensitive. */
export interface Keys {
  /** The values of a key: none when it is absent, undefined when it is not known whether the request has it. */
  get(key: string): readonly string[] | undefined;
}

const ANY = Symbol('*');
const ONE = Symbol('?');
/** In place of a variable whose value is not known. */
const UNKNOWN = Symbol('${}');

interface Variable {
  /** Condition key, in lower case. */
  readonly key: string;
  /** The key as the policy writes it. */
  readonly name: string;
  /** @default - where the key is absent the pattern matches nothing */
  readonly otherwise?: string;
}

/** A character, a wildcard, or what a request replaces. */
type Token = string | typeof ANY | typeof ONE | typeof UNKNOWN | Variable;

/** How a text of a policy is read. */
export interface Reading {
  /** `*` and `?` are wildcards. @default false */
  readonly hasWildcards?: boolean;
  /** `${key}` is a variable: in Resource and Condition of policies of version 2012-10-17. @default false */
  readonly hasVariables?: boolean;
  /** @default false */
  readonly ignoresCase?: boolean;
  /** The six parts of an ARN are compared one by one, so that a wildcard ends at its colon. @default false */
  readonly isArn?: boolean;
  /** It is a Resource, whose wildcards stay within a segment, apart from an asterisk at the end of one. @default false */
  readonly isResource?: boolean;
}

/** A text of a policy that texts of requests are compared with. */
export class Pattern {
  private readonly tokens: readonly Token[];
  /** The text that alone matches; undefined when there are others. */
  private readonly exact?: string;
  /** Every match begins with it, so that most texts need no other look. */
  private readonly start: string;
  private readonly hasVariable: boolean;

  constructor(
    public readonly text: string,
    private readonly reading: Reading = {},
  ) {
    this.tokens = tokensOf(reading.ignoresCase ? text.toLowerCase() : text, reading);
    const end = this.tokens.findIndex((token) => typeof token !== 'string');
    this.start = (end === -1 ? this.tokens : this.tokens.slice(0, end)).join('');
    if (end === -1) this.exact = this.start;
    this.hasVariable = this.tokens.some((token) => typeof token === 'object');
  }

  /** Whether a text of a request matches: never when a variable is absent; undefined when it is not known. */
  public matches(given: string, keys: Keys): boolean | undefined {
    const text = this.reading.ignoresCase ? given.toLowerCase() : given;
    if (this.exact !== undefined) return text === this.exact;
    if (!text.startsWith(this.start)) return false;
    const tokens = this.hasVariable ? this.replaced(keys) : this.tokens;
    if (tokens === undefined) return false;
    if (tokens.includes(UNKNOWN)) return matchesAll(tokens, text) ? undefined : false;
    if (this.reading.isArn) return matchesArn(tokens, text);
    return matchesAll(tokens, text) && (!this.reading.isResource || matchesSegments(tokens, text));
  }

  /** Whether no variable is absent. */
  public isComplete(keys: Keys): boolean {
    return !this.hasVariable || this.replaced(keys) !== undefined;
  }

  /** Keys of its variables of which it is not known whether the request has them. */
  public unknownIn(keys: Keys): readonly string[] {
    return this.tokens.flatMap((token) => (typeof token === 'object' && keys.get(token.key) === undefined ? [token.name] : []));
  }

  /** Tokens with the values of variables, whose characters are no wildcards. */
  private replaced(keys: Keys): readonly Token[] | undefined {
    const tokens: Token[] = [];
    for (const token of this.tokens) {
      if (typeof token !== 'object') tokens.push(token);
      else {
        const values = keys.get(token.key);
        if (values === undefined) {
          tokens.push(UNKNOWN);
          continue;
        }
        const [value = token.otherwise, ...others] = values;
        // A key with several values cannot be a variable.
        if (value === undefined || others.length > 0) return undefined;
        tokens.push(...(this.reading.ignoresCase ? value.toLowerCase() : value).split(''));
      }
    }
    return tokens;
  }
}

function tokensOf(text: string, { hasWildcards = false, hasVariables = false }: Reading): readonly Token[] {
  const parts = hasVariables ? text.split(/(\$\{[^}]*\})/) : [text];
  return parts.flatMap((part, index) => {
    // Every second part is what the split is made by.
    if (index % 2 === 1) return variableOf(part);
    return part.split('').map((character) => (hasWildcards && character === '*' ? ANY : hasWildcards && character === '?' ? ONE : character));
  });
}

function variableOf(text: string): readonly Token[] {
  const [, name = '', otherwise] = /^\$\{\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?\}$/s.exec(text) ?? [];
  if (['*', '?', '$'].includes(name)) return [name];
  return [{ key: name.toLowerCase(), name, otherwise }];
}

function matchesArn(tokens: readonly Token[], text: string): boolean {
  if (tokens.length === 1 && tokens[0] === ANY) return true;
  const [patterns, parts] = [sixParts(tokens), sixParts(text.split(''))];
  return patterns.length === parts.length && patterns.every((pattern, index) => matchesAll(pattern, parts[index]!.join('')));
}

/** The parts of an ARN; colons behind the fifth belong to the last. */
function sixParts<Part>(tokens: readonly Part[]): Part[][] {
  const parts: Part[][] = [[]];
  for (const token of tokens) {
    if (token === ':' && parts.length < 6) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

/** Whether a text matches characters and wildcards. It goes back to the last `*` alone, so that its time is bounded by the product of both lengths. */
function matchesAll(tokens: readonly Token[], text: string): boolean {
  let [at, next, star, mark] = [0, 0, -1, 0];
  while (next < text.length) {
    const token = tokens[at];
    if (token === ANY || token === UNKNOWN) {
      star = at++;
      mark = next;
    } else if (token === ONE || (token !== undefined && token === text[next])) {
      at++;
      next++;
    } else if (star >= 0) {
      at = star + 1;
      next = ++mark;
    } else return false;
  }
  while (tokens[at] === ANY || tokens[at] === UNKNOWN) at++;
  return at === tokens.length;
}

/**
 * Whether a Resource whose wildcards could stand for any text matches within the segments that colons separate. AWS does not say whether a colon in a
 * name, such as the key of an object, separates segments: undefined when it depends on that.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
function matchesSegments(tokens: readonly Token[], text: string): boolean | undefined {
  const isInner = (token: Token, at: number) => token === ONE || (token === ANY && !endsSegment(tokens, at));
  if (!tokens.some(isInner) || matchesFrom(tokens, text, text.length)) return true;
  const name = text.split(':').slice(0, 5).join(':').length + 1;
  return matchesFrom(tokens, text, name) ? undefined : false;
}

/** Whether a text matches when a wildcard inside of a segment takes no colon in front of a position. It follows every possibility at once. */
function matchesFrom(tokens: readonly Token[], text: string, free: number): boolean {
  const withSkipped = (places: Iterable<number>) => {
    const all = new Set(places);
    // What is added is visited too.
    for (const at of all) if (tokens[at] === ANY) all.add(at + 1);
    return all;
  };
  let open = withSkipped([0]);
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    const next: number[] = [];
    for (const at of open) {
      const token = tokens[at];
      const isTaken = character !== ':' || index >= free;
      if (token === ANY && (isTaken || endsSegment(tokens, at))) next.push(at);
      else if (token === character || (token === ONE && isTaken)) next.push(at + 1);
    }
    open = withSkipped(next);
  }
  return open.has(tokens.length);
}

/** Whether an asterisk is the last character of its segment. */
function endsSegment(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next === undefined || next === ':' || (next === ANY && endsSegment(tokens, at + 1));
}
