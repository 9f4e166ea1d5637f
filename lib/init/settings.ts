import { jsonSchemaOf } from '../keys';
import type { LoadedScenario } from '../scenarios/load';

interface Property {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Property[];
  readonly items?: Property;
}

/** `lib/settings.ts` of a project: the resolved configuration as a typed object, and the outputs of the stacks. */
export function settingsSource({ scenario, stage, config }: LoadedScenario): string {
  const { properties } = jsonSchemaOf(scenario.config) as { readonly properties: Readonly<Record<string, Property>> };
  const given = Object.entries(properties).filter(([name]) => name in config);
  return [
    '/** What can be changed without touching the stacks. */',
    'export interface Config {',
    ...given.flatMap(([name, { description, ...property }]) => [
      ...(description === undefined ? [] : [`  /** ${sentence(description)} */`]),
      `  readonly ${name}: ${typeOf(property, config[name])};`,
    ]),
    '}',
    '',
    'export const config: Config = {',
    ...given.map(([name]) => `  ${name}: ${literal(config[name])},`),
    '};',
    '',
    '/** Name of this copy; other copies in the same account and region need another. */',
    `export const STAGE: string = ${literal(stage)};`,
    '',
    '/** The outputs of the stacks. */',
    'export const contract = {',
    ...Object.entries(scenario.contract).map(([name, description]) => `  ${name}: ${literal(description)},`),
    '} as const;',
    '',
    'export type ContractName = keyof typeof contract;',
    '',
  ].join('\n');
}

function typeOf({ type, enum: values, anyOf, items }: Property, value: unknown): string {
  if (values) return values.map(literal).join(' | ');
  const choices = typeof type === 'object' ? type.map((one) => ({ type: one })) : anyOf;
  if (choices) return [...new Set(choices.map((one) => typeOf(one, value)))].join(' | ');
  if (type === 'integer') return 'number';
  if (items) {
    const item = typeOf(items, '');
    return `readonly ${item.includes(' | ') ? `(${item})` : item}[]`;
  }
  return type === 'string' || type === 'number' || type === 'boolean' ? type : typeof value;
}

function literal(value: unknown): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && !/['"\\]/.test(value) ? `'${text.slice(1, -1)}'` : text;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
