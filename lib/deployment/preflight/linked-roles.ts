import { renderText } from 'stagecraft-constructs/intrinsics';
import { recordsIn, valueAt } from '../../contract/records';
import { services } from '../../services';
import { LINKED_ROLE_SERVICES } from '../../services/linked-role-services';
import { couldNotLook, look, type PreflightCheck } from './check';
import type { Looks } from './looks';
import type { Machines } from './machines';
import type { TemplateResource } from './templates';

/** Roles of what the stacks' work starts, which no type of a stack tells. */
const SPOT = 'AWSServiceRoleForEC2Spot';
const EMR = 'AWSServiceRoleForEMRCleanup';

/** A service-linked role that the first use in an account creates. */
export interface LinkedRole {
  readonly name: string;
  /** Whether CloudFormation creates it, with the rights of the deployment; otherwise the role that starts the first work needs the right. */
  readonly byDeployment: boolean;
  /** Roles in the templates that may create it, `<stack>/<logical id of the policy or role>`. */
  readonly creators: readonly string[];
}

/** The service-linked roles that stacks and their work need, and who may create them. */
export function linkedRolesOf(resources: readonly TemplateResource[], { own, work }: Pick<Machines, 'own' | 'work'>): readonly LinkedRole[] {
  const byDeployment = new Set(
    resources.flatMap(({ type }) => services.serviceOf(type)?.serviceLinkedRoles ?? []).filter((name) => isCreated(name, resources)),
  );
  const bySpot = [...own, ...work].some(({ instances }) => instances.some(({ market }) => market === 'spot'));
  const later = [...(bySpot ? [SPOT] : []), ...(work.length > 0 ? [EMR] : [])].filter((name) => !byDeployment.has(name));
  return [...[...byDeployment].map((name) => ({ name, byDeployment: true })), ...later.map((name) => ({ name, byDeployment: false }))].map(
    (role) => ({
      ...role,
      creators: creatorsOf(role.name, resources),
    }),
  );
}

/** A security configuration alone starts no cluster. */
function isCreated(name: string, resources: readonly TemplateResource[]): boolean {
  return name !== EMR || resources.some(({ type }) => type === 'AWS::EMR::Cluster');
}

/** Looks for each role, and says who creates it if it is missing. */
export async function checkLinkedRoles(roles: readonly LinkedRole[], looks: Pick<Looks, 'hasRole'>): Promise<readonly PreflightCheck[]> {
  return Promise.all(roles.map((role) => checkRole(role, looks)));
}

async function checkRole({ name, byDeployment, creators }: LinkedRole, looks: Pick<Looks, 'hasRole'>): Promise<PreflightCheck> {
  const subject = 'service-linked role';
  const there = await look(() => looks.hasRole(name));
  if ('refused' in there) return couldNotLook(subject, name, there.refused);
  if (there.value) return { subject, state: 'ok', description: `${name} exists` };
  const fix = `aws iam create-service-linked-role --aws-service-name ${LINKED_ROLE_SERVICES[name] ?? '<service>'}`;
  if (creators.length > 0)
    return { subject, state: 'note', description: `${name} is missing; ${creators.join(', ')} may create it at first use`, fix };
  const who = byDeployment
    ? 'the first deployment creates it, which needs iam:CreateServiceLinkedRole'
    : 'no role of the stacks may create it: the work that needs it fails until it exists';
  return { subject, state: 'note', description: `${name} is missing; ${who}`, fix };
}

function creatorsOf(name: string, resources: readonly TemplateResource[]): readonly string[] {
  return resources.flatMap(({ stack, logicalId, type, properties }) => {
    if (!type.startsWith('AWS::IAM::')) return [];
    const documents = [valueAt(properties, 'PolicyDocument'), ...recordsIn(properties['Policies']).map(({ PolicyDocument }) => PolicyDocument)];
    const allows = documents.flatMap((document) => recordsIn(valueAt(document, 'Statement'))).some((statement) => isAllowing(statement, name));
    return allows ? [`${stack}/${logicalId}`] : [];
  });
}

function isAllowing({ Effect, Action, Resource }: Readonly<Record<string, unknown>>, name: string): boolean {
  if (Effect !== 'Allow' || ![Action].flat().includes('iam:CreateServiceLinkedRole')) return false;
  return [Resource].flat().some((resource) => {
    const text = renderText(resource);
    return text === '*' || new RegExp(`/${name}$`).test(text.replace(/\*$/, '')) || new RegExp(`/${LINKED_ROLE_SERVICES[name]}/\\*?$`).test(text);
  });
}
