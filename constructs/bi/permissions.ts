import type { IConstruct } from 'constructs';
import { checkText } from '../checks/text';
import { PropError } from '../errors';

/** Who may see and change something in QuickSight. Access there is granted by QuickSight itself, not by IAM. */
export interface Audience {
  /**
   * ARNs of QuickSight users or groups that may see, change, share and delete it.
   *
   * @default - nobody: in the console it is invisible
   */
  readonly owners?: readonly string[];

  /**
   * ARNs of QuickSight users or groups that may see and use it.
   *
   * @default - only the owners
   */
  readonly readers?: readonly string[];
}

/** What owners and readers of one kind of thing may do. */
export interface Rights {
  readonly reader: readonly string[];
  /** In addition to what readers may do. */
  readonly owner: readonly string[];
}

/** Permissions in the shape of `AWS::QuickSight::*`. @throws PropError for a principal that is not a QuickSight user or group */
export function permissionsOf(scope: IConstruct, { owners = [], readers = [] }: Audience, rights: Rights) {
  for (const principal of [...owners, ...readers]) refuseStranger(scope, principal);
  const twice = readers.find((reader) => owners.includes(reader));
  if (twice !== undefined) {
    throw new PropError(scope, {
      problem: 'a principal stands in both owners and readers',
      got: `'${twice}'`,
      fix: 'leave it out of readers: owners may read',
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

function refuseStranger(scope: IConstruct, principal: string): void {
  checkText(scope, 'the principal', principal, {
    problem: 'is not a QuickSight user or group',
    form: /^arn:[^:]+:quicksight:[^:]+:[^:]+:(user|group|namespace)\/.+$/,
    allowed: 'arn:<partition>:quicksight:<region>:<account>:user/<namespace>/<name>, or group or namespace in place of user',
    fix: "look it up with 'aws quicksight list-users'",
  });
}
