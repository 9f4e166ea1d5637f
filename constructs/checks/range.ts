import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** The numbers that a service takes, and how a refusal says so. */
export interface Range {
  readonly least: number;
  /**
   * Largest number.
   *
   * @default - no limit
   */
  readonly most?: number;
  /**
   * Unit of the number, in the plural.
   *
   * @default - none
   */
  readonly unit?: string;
  /**
   * Allow fractions.
   *
   * @default false
   */
  readonly fractions?: boolean;
  /**
   * Number that it is a multiple of.
   *
   * @default 1
   */
  readonly multipleOf?: number;
  /**
   * What is wrong with the prop, without its name.
   *
   * @default 'is out of range'
   */
  readonly problem?: string;
  /**
   * The range in words.
   *
   * @default - made of least, most and unit
   */
  readonly allowed?: string;
  /**
   * What to do.
   *
   * @default 'correct it, or leave it out'
   */
  readonly fix?: string;
}

/** Refuses a number outside of the range. A token passes: its number is known when the stack is deployed. @throws PropError */
export function checkRange(scope: IConstruct, prop: string, value: number | undefined, range: Range): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  const { least, most = Number.POSITIVE_INFINITY, unit, fractions = false, multipleOf = 1 } = range;
  if (value >= least && value <= most && (fractions || value % multipleOf === 0)) return;
  const counted = (text: string) => [text, ...(unit ? [unit] : [])].join(' ');
  throw new PropError(scope, {
    problem: `${prop} ${range.problem ?? 'is out of range'}`,
    got: counted(String(value)),
    allowed: range.allowed ?? counted(most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`),
    fix: range.fix ?? 'correct it, or leave it out',
  });
}

/** Refuses a token where the construct calculates with the value. @throws PropError */
export function checkKnown(scope: IConstruct, prop: string, value: number | string | undefined): void {
  if (value === undefined || !Token.isUnresolved(value)) return;
  throw new PropError(scope, {
    problem: `${prop} is known only when the stack is deployed`,
    allowed: 'a value that is known at synthesis: the construct calculates with it',
    fix: 'write the value itself, or read it from the context',
  });
}
