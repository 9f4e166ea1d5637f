import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** The form that a service takes, and how a refusal says so. */
export interface TextForm {
  /** What is wrong with the prop, without its name: `is not a name that RDS allows`. */
  readonly problem: string;
  /** The form itself, or a test of it. */
  readonly form: RegExp | ((text: string) => boolean);
  /** The form in words. */
  readonly allowed: string;
  /**
   * What to do.
   *
   * @default 'correct it, or leave it out'
   */
  readonly fix?: string;
}

/** Refuses a text that does not have the form. A token passes: its text is known when the stack is deployed. @throws PropError */
export function checkText(scope: IConstruct, prop: string, text: string | undefined, { problem, form, allowed, fix }: TextForm): void {
  if (text === undefined || Token.isUnresolved(text)) return;
  if (typeof form === 'function' ? form(text) : form.test(text)) return;
  throw new PropError(scope, { problem: `${prop} ${problem}`, got: `'${text}'`, allowed, fix: fix ?? 'correct it, or leave it out' });
}
