import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** Refuses a folder of a bucket that is written with slashes around it, or is none. @throws PropError */
export function checkPrefix(scope: IConstruct, prop: string, prefix: string | undefined): void {
  if (prefix === undefined || Token.isUnresolved(prefix) || !/^$|^\/|\/$/.test(prefix)) return;
  throw new PropError(scope, {
    problem: `${prop} is not the name of a folder`,
    got: `'${prefix}'`,
    allowed: 'a path without slashes around it',
    fix: "write it as in 'tmp' or 'logs/access'",
  });
}
