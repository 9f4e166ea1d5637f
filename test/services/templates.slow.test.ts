import type { DeployedResource } from '../../lib/contract/resources';
import { registry } from '../../lib/scenarios/registry';
import { services } from '../../lib/services';
import { type DeployedVariant, deployedVariants, LOCATION } from './deployed';

let variants: readonly DeployedVariant[] = [];
let resources: readonly DeployedResource[] = [];

beforeAll(async () => {
  variants = await deployedVariants();
  resources = variants.flatMap((variant) => variant.resources);
}, 120_000);

/** One line for each, once. */
const lines = (these: readonly DeployedResource[], line: (resource: DeployedResource) => string) => [...new Set(these.map(line))].sort();

test('the variants deploy every scenario', () => {
  expect(new Set(variants.map(({ scenario }) => scenario))).toEqual(new Set(Object.keys(registry)));
  expect(resources.length).toBeGreaterThan(900);
});

test('every type of every template is in the table', () => {
  expect(
    lines(
      resources.filter(({ type }) => !services.typeOf(type)),
      ({ type }) => type,
    ),
  ).toEqual([]);
});

test('the identifier of every resource that Cloud Control reads has each of its parts', () => {
  const wrong = resources.filter((resource) => {
    const lookup = services.typeOf(resource.type)?.lookup;
    if (lookup?.kind !== 'cloud-control') return false;
    const parts = lookup.identifier(resource, LOCATION)?.split('|') ?? [];
    const isMissing = (part: string, index: number) => part === '' && lookup.parts[index] !== 'SetIdentifier';
    return parts.length !== lookup.parts.length || parts.some(isMissing);
  });
  expect(lines(wrong, ({ type, physicalId }) => `${type} ${physicalId}`)).toEqual([]);
});

test('every taggable type has an ARN, which leads back to the resource', () => {
  const tagged = resources.filter(({ properties, type }) => properties?.['Tags'] !== undefined && !type.startsWith('Custom::'));
  const types = (these: readonly DeployedResource[]) => lines(these, ({ type }) => type);
  expect(types(tagged.filter(({ type }) => services.typeOf(type)?.arn === undefined))).toEqual([]);

  const arns = new Map(tagged.map((resource) => [resource, services.arnOf(resource, LOCATION)]));
  const lost = tagged.filter((resource) => {
    const arn = arns.get(resource);
    return arn !== undefined && !services.isArnOf(arn, resource, LOCATION);
  });
  expect(types(lost)).toEqual([]);
  // Their ARNs hold an id that CloudFormation does not list; arns.test.ts has an example of each.
  expect(types(tagged.filter((resource) => arns.get(resource) === undefined))).toEqual([
    'AWS::AmazonMQ::Broker',
    'AWS::EC2::EIP',
    'AWS::EKS::AccessEntry',
    'AWS::EKS::Addon',
    'AWS::EKS::Nodegroup',
    'AWS::RedshiftServerless::Namespace',
    'AWS::RedshiftServerless::Workgroup',
  ]);
});

test('no scenario declares a leftover that the table derives', async () => {
  const redundant: string[] = [];
  for (const { scenario: id, set, config, outputs, resources: own } of variants) {
    const { scenario } = (await registry[id]?.load()) ?? {};
    const declared = scenario?.leftovers?.({ config, contract: outputs, stage: 'dev', resources: own } as never) ?? [];
    const derived = new Set(services.leftoversOf(own).map((leftover) => JSON.stringify(leftover)));
    redundant.push(
      ...declared
        .map((leftover) => JSON.stringify(leftover))
        .filter((text) => derived.has(text))
        .map((text) => `${id} ${JSON.stringify(set)} ${text}`),
    );
  }
  expect(redundant).toEqual([]);
});
