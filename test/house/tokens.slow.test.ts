import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Lazy, Token } from 'aws-cdk-lib';
import { constructClasses, propsInterfaces, propsOf } from '../support/construct-props';
import { domains, runExamples } from '../support/readme-examples';
import { NO_TOKENS } from './offenders';

const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
const files = { bundle: join(folder, 'bundle'), program: join(folder, 'program.py') };
mkdirSync(files.bundle);
writeFileSync(join(files.bundle, 'index.js'), 'exports.handler = async () => {};');
writeFileSync(files.program, 'print("done")\n');

afterAll(() => rmSync(folder, { recursive: true }));

/** A token of the type of a prop; undefined for types that have none. */
function tokenOf(type: string, name: string): unknown {
  const text = Token.asString({ Ref: `Token${name}` });
  if (type === 'string') return text;
  if (type === 'number') return Token.asNumber({ Ref: `Token${name}` });
  return /^string\[\]$/.test(type) ? [text] : undefined;
}

/** A module in which one class is made with one more prop. @param made - told when it is */
function withProp(module: object, className: string, prop: string, token: unknown, made: () => void): object {
  const original = (module as Record<string, unknown>)[className];
  if (typeof original !== 'function') return module;
  const replaced: object = new Proxy(original, {
    construct(target, [scope, id, props]: [unknown, unknown, object?]): object {
      made();
      return Reflect.construct(target, [scope, id, { ...props, [prop]: token }]);
    },
  });
  return new Proxy(module, { get: (target, key) => (key === className ? replaced : Reflect.get(target, key)) });
}

/** What is wrong when an example is made with a token in a prop; undefined when nothing is. */
function fault(domain: string, className: string, prop: string, token: unknown): string | undefined {
  let isMade = false;
  const load = (name: string) => {
    const module = require(name) as object;
    return name === `stagecraft-constructs/${domain}` ? withProp(module, className, prop, token, () => (isMade = true)) : module;
  };
  try {
    const { stack } = runExamples(domain, files, load);
    const { template } = (stack.node.root as App).synth().getStackByName('Readme');
    if (!isMade) return 'no example makes it';
    // A number token that was calculated with has lost its meaning.
    return /-?\d\.\d+e\+2\d\d/.test(JSON.stringify(template)) ? 'a token was calculated with' : undefined;
  } catch (error) {
    const { message } = error as Error;
    // What a prop needs beside it is no fault of the token.
    if (/has no effect without|availabilityZones are/.test(message)) return undefined;
    return /\$\{Token|e\+2\d\d|is known only when/.test(message) || (error as Error).name !== 'PropError' ? message : undefined;
  }
}

const cases = domains.flatMap((domain) => {
  const exported = Object.keys(require(`stagecraft-constructs/${domain}`) as object);
  return propsInterfaces
    .filter((owner) => exported.includes(owner.replace(/Props$/, '')) && constructClasses.includes(owner.replace(/Props$/, '')))
    .flatMap((owner) =>
      propsOf(owner).map(({ name, type }) => ({ domain, className: owner.replace(/Props$/, ''), prop: name, token: tokenOf(type, name) })),
    )
    .filter(({ token }) => token !== undefined);
});

test('there are props to try', () => {
  expect(cases.length).toBeGreaterThan(100);
  expect(Token.isUnresolved(Lazy.string({ produce: () => 'x' }))).toBe(true);
});

test.each(domains)('%s: a token is taken by every string and number prop', (domain) => {
  const found = cases
    .filter((each) => each.domain === domain)
    .flatMap(({ className, prop, token }) => {
      const wrong = fault(domain, className, prop, token);
      return wrong === undefined ? [] : [{ prop: `${className}.${prop}`, wrong }];
    });
  const names = found.map(({ prop }) => prop);

  expect(found.filter(({ prop }) => !(prop in NO_TOKENS))).toEqual([]);
  const listed = Object.keys(NO_TOKENS).filter((name) => cases.some((each) => each.domain === domain && `${each.className}.${each.prop}` === name));
  expect(listed.filter((name) => !names.includes(name))).toEqual([]);
});

test('every offender is a prop that exists', () => {
  expect(Object.keys(NO_TOKENS).filter((name) => !cases.some(({ className, prop }) => `${className}.${prop}` === name))).toEqual([]);
});
