import type { IConstruct } from 'constructs';
import { checkText } from '../checks/text';
import { PropError } from '../errors';

/** QuickSight principals with access to an asset. QuickSight grants this access, not IAM. */
export interface Audience {
  /**
   * ARNs of QuickSight users or groups that may view, edit, share and delete the asset.
   *
   * @default - none: without owners and readers the asset is invisible in the console
   */
  readonly owners?: readonly string[];

  /**
   * ARNs of QuickSight users or groups that may view and use the asset.
   *
   * @default - none
   */
  readonly readers?: readonly string[];
}

/** QuickSight actions of readers and owners for one resource type. */
export interface Rights {
  readonly reader: readonly string[];
  /** In addition to the actions of readers. */
  readonly owner: readonly string[];
}

/** Permissions in the shape of `AWS::QuickSight::*`. @throws PropError for a principal that is not a QuickSight user or group */
export function permissionsOf(scope: IConstruct, { owners = [], readers = [] }: Audience, rights: Rights) {
  for (const principal of [...owners, ...readers]) refuseOtherPrincipal(scope, principal);
  const twice = readers.find((reader) => owners.includes(reader));
  if (twice !== undefined) {
    throw new PropError(scope, {
      problem: 'a principal is in both owners and readers',
      got: `'${twice}'`,
      fix: 'remove it from readers: owners may read',
    });
  }
  const permissions = [
    ...owners.map((principal) => ({ principal, actions: actions([...rights.reader, ...rights.owner]) })),
    ...readers.map((principal) => ({ principal, actions: actions(rights.reader) })),
  ];
  return permissions.length > 0 ? permissions : undefined;
}

function actions(names: readonly string[]): string[] {
  return names.map((name) => `quicksight:${name}`);
}

function refuseOtherPrincipal(scope: IConstruct, principal: string): void {
  checkText(scope, 'the principal', principal, {
    problem: 'is not a QuickSight user or group',
    form: /^arn:[^:]+:quicksight:[^:]+:[^:]+:(user|group|namespace)\/.+$/,
    allowed: 'arn:<partition>:quicksight:<region>:<account>:user/<namespace>/<name>, or group or namespace in place of user',
    fix: "look it up with 'aws quicksight list-users'",
  });
}
