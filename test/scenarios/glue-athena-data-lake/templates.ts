import type { Template } from 'aws-cdk-lib/assertions';
import { stacksOf } from '../../support/scenario';
import { propertiesOf, type ReadableStatement } from '../../support/synth';

export const templatesOf = stacksOf<'lake' | 'processing'>('glue-athena-data-lake');

/** Values of one property of every resource of a type, sorted. */
export const namesOf = (template: Template, type: string, property: string) =>
  propertiesOf(template, type)
    .map((properties) => properties[property])
    .sort();

/** Folders of the data bucket that statements are about. */
export function foldersIn(statements: readonly ReadableStatement[]): string[] {
  return statements.flatMap(({ resources }) => resources).flatMap((resource) => /^<import Data\w+>\/(\w+)\/\*$/.exec(resource)?.[1] ?? []);
}
