import { referencesIn, resolveIntrinsics, resolveText, unknownsIn } from 'stagecraft-constructs/intrinsics';
import type { Matcher } from '../../../../workloads/macie-data-lake/local/detector';
import type { Pattern } from '../../../../workloads/macie-data-lake/local/event-pattern';
import type { StackTemplate } from '../../../rehearsal/rehearsal';

/** Account and region in which the templates are read; nobody's. */
export const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

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

/** Resources of all templates, which have no logical id in common. */
export function resourcesOf(templates: readonly StackTemplate[]): Resources {
  return Object.assign({}, ...templates.map(({ template }) => (template as { readonly Resources?: Resources }).Resources));
}

/** The custom data identifiers, as Macie gets them. */
export function identifiersIn(resources: Resources): readonly Matcher[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Macie::CustomDataIdentifier')
    .map(({ Properties }) => ({
      name: String(Properties['Name']),
      regex: String(Properties['Regex']),
      keywords: Properties['Keywords'] as readonly string[],
    }));
}

/** Name of a bucket by the beginning of its logical id. @throws Error where no template has it */
export function bucketName(id: string, resources: Resources): string {
  const [, bucket] = Object.entries(resources).find(([logicalId, { Type }]) => Type === 'AWS::S3::Bucket' && logicalId.startsWith(id)) ?? [];
  return String(resolved(bucket?.Properties['BucketName'] ?? refuse({ bucket: id }), resources));
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

/** A value with account, region and imported bucket names written out. */
function resolved(value: unknown, resources: Resources): unknown {
  const ref = (name: string) => ({ 'AWS::AccountId': ACCOUNT, 'AWS::Region': REGION, 'AWS::Partition': 'aws' })[name];
  const exported = (name: string) => {
    const place = name.replace(/[0-9A-F]{8}$/, '');
    const [, bucket] = Object.entries(resources).find(([id]) => place.endsWith(`ExportsOutputRef${id}`)) ?? [];
    return bucket && resolveText(bucket.Properties['BucketName'], { ref });
  };
  const result = resolveIntrinsics(value, { ref, exported });
  const [unknown] = unknownsIn(result);
  return unknown ? refuse(unknown) : result;
}

function refuse(value: object): never {
  throw new Error(`${JSON.stringify(value)} is not understood here`);
}
