import { referencesIn, resolveIntrinsics, unknownsIn } from 'stagecraft-constructs/intrinsics';
import type { Pattern } from '../../../../workloads/macie-data-lake/local/event-pattern';
import { ACCOUNT, REGION } from './lake';

/** A rule of the deployed template, with its targets by their logical ids. */
export interface SynthesizedRule {
  readonly name: string;
  readonly pattern: Pattern;
  readonly topics: readonly string[];
  readonly functions: readonly string[];
}

/** Resources of templates by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Synthesizes the inspection with this configuration, and reads its rules out of the template. */
export async function synthesizedRules(set: Readonly<Record<string, unknown>>): Promise<readonly SynthesizedRule[]> {
  const [{ loadScenario }, { synthesize }] = await Promise.all([import('../../load'), import('../../synthesize')]);
  const loaded = await loadScenario({ scenario: 'macie-data-lake', set });
  const { stacks } = await synthesize(loaded, { env: { account: ACCOUNT, region: REGION } });
  return rulesIn(Object.assign({}, ...stacks.map(({ template }) => template.Resources)));
}

/** The rules among resources. @throws Error for a reference in them that is not understood here, so that none is taken for one that never fires */
export function rulesIn(resources: Resources): readonly SynthesizedRule[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => {
      const targets = (Properties['Targets'] as { readonly Arn: object }[]).map(({ Arn }) => referred(Arn, resources));
      const ofType = (type: string) => targets.filter(([, { Type }]) => Type === type);
      return {
        name: String(Properties['Name']),
        pattern: resolved(Properties['EventPattern'], resources) as Pattern,
        topics: ofType('AWS::SNS::Topic').map(([, topic]) => String(topic.Properties['TopicName'])),
        functions: ofType('AWS::Lambda::Function').map(([id]) => id),
      };
    });
}

/** What a target refers to, with its logical id. */
function referred(arn: object, resources: Resources): readonly [id: string, resource: Resource] {
  const [reference] = referencesIn(arn);
  return Object.entries(resources).find(([id]) => id === reference?.logicalId) ?? refuse(arn);
}

/** A value with imported bucket names written out. */
function resolved(value: unknown, resources: Resources): unknown {
  const exported = (name: string) => {
    const place = name.replace(/[0-9A-F]{8}$/, '');
    const [, bucket] = Object.entries(resources).find(([id]) => place.endsWith(`ExportsOutputRef${id}`)) ?? [];
    return bucket?.Properties['BucketName'];
  };
  const result = resolveIntrinsics(value, { exported });
  const [unknown] = unknownsIn(result);
  return unknown ? refuse(unknown) : result;
}

function refuse(value: object): never {
  throw new Error(`${JSON.stringify(value)} is not understood here`);
}
