import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that is acknowledged, with its reason. */
export interface Acknowledgement {
  readonly rule: string;
  /** Path of the construct below which it is accepted. */
  readonly construct: string;
  readonly reason: string;
}

/** Every acknowledgement in a construct tree, in the order of the tree. */
export function acknowledgementsIn(root: IConstruct): readonly Acknowledgement[] {
  return root.node
    .findAll()
    .flatMap((construct) =>
      [...recordedAt(construct)].map(([id, reason]) => ({ rule: withoutNamespace(id), construct: construct.node.path, reason })),
    );
}

/** Whether a construct, or one around it, accepts the rule of a validation plugin. */
export function isAcknowledged(construct: IConstruct, plugin: string, rule: string): boolean {
  const id = `${plugin.replaceAll(' ', '-')}::${rule}`;
  return construct.node.scopes.some((scope) => recordedAt(scope).has(id));
}

function recordedAt(construct: IConstruct): ReadonlyMap<string, string> {
  const entries = construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return new Map(entries.flatMap(({ data }) => Object.entries(data as Record<string, string>)));
}

function withoutNamespace(id: string): string {
  return id.replace(/^[A-Za-z-]+::/, '');
}
