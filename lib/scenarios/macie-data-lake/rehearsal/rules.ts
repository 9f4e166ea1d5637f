import type { Pattern } from '../../../../workloads/macie-data-lake/local/event-pattern';
import { ACCOUNT, REGION } from './lake';

/** A rule of the deployed template, with its targets by their logical ids. */
export interface SynthesizedRule {
  readonly name: string;
  readonly pattern: Pattern;
  readonly topics: readonly string[];
  readonly functions: readonly string[];
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Synthesizes the inspection with this configuration, and reads its rules out of the template. */
export async function synthesizedRules(set: Readonly<Record<string, unknown>>): Promise<readonly SynthesizedRule[]> {
  const [{ loadScenario }, { synthesize }] = await Promise.all([import('../../load'), import('../../synthesize')]);
  const loaded = await loadScenario({ scenario: 'macie-data-lake', set });
  const { stacks } = await synthesize(loaded, { env: { account: ACCOUNT, region: REGION } });
  const resources: Readonly<Record<string, Resource>> = Object.assign({}, ...stacks.map(({ template }) => template.Resources));
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => {
      const targets = (Properties['Targets'] as { readonly Arn: unknown }[]).map(({ Arn }) => resourceOf(Arn));
      const ofType = (type: string) => targets.filter((id) => resources[id]?.Type === type);
      return {
        name: String(Properties['Name']),
        pattern: resolved(Properties['EventPattern'], resources) as Pattern,
        topics: ofType('AWS::SNS::Topic').map((id) => String(resources[id]?.Properties['TopicName'])),
        functions: ofType('AWS::Lambda::Function'),
      };
    });
}

/** Logical id of what a reference is to. */
function resourceOf(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = value as { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] };
  return Ref ?? attribute?.[0] ?? '';
}

/** A value with imported bucket names written out. @throws Error for any other reference */
function resolved(value: unknown, resources: Readonly<Record<string, Resource>>): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, resources));
  if (value === null || typeof value !== 'object') return value;
  const [[key, argument] = []] = Object.entries(value);
  if (key === 'Fn::ImportValue') {
    const [, id = ''] = /ExportsOutputRef(\w+?)[0-9A-F]{8}$/.exec(String(argument)) ?? [];
    const bucket = Object.entries(resources).find(([logicalId]) => logicalId === id || logicalId.startsWith(id));
    return String(bucket?.[1].Properties['BucketName']);
  }
  if (key === 'Ref' || key?.startsWith('Fn::')) throw new Error(`${JSON.stringify(value)} is not understood here`);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each, resources)]));
}
