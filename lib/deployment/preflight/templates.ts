import { resolveIntrinsics } from 'stagecraft-constructs/intrinsics';
import { isRecord } from '../../contract/records';
import type { Location } from '../../contract/resources';

/** A stack before it is deployed. */
export interface SynthesizedStack {
  readonly stackName: string;
  readonly template: unknown;
}

/** A resource as its template has it. */
export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** With pseudo parameters resolved; what only CloudFormation knows is an `Unknown`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What is known of the place before anything is deployed. */
export interface TemplateSurroundings {
  readonly location: Location;
  /** Names of the region's Availability Zones, in the order of `Fn::GetAZs`. @default - not known */
  readonly zones?: readonly string[];
}

/** The resources of stacks, in order. */
export function resourcesIn(stacks: readonly SynthesizedStack[], { location, zones }: TemplateSurroundings): readonly TemplateResource[] {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': location.account,
    'AWS::Partition': location.partition,
    'AWS::Region': location.region,
    'AWS::URLSuffix': location.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  return stacks.flatMap(({ stackName: stack, template }) => {
    const { Resources: all = {}, Conditions: conditions } = template as Template;
    const known = { ref: (name: string) => pseudo[name], zones: () => zones, conditions };
    return Object.entries(all).map(([logicalId, { Type: type, Properties }]) => {
      const properties = resolveIntrinsics(Properties ?? {}, known);
      return { stack, logicalId, type, properties: isRecord(properties) ? properties : {} };
    });
  });
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}
