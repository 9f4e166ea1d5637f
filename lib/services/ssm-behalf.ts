import { asked, usesOf } from './role-uses';
import type { BehalfContext, RoleUse } from './service';

const MESSAGES = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html';

/** What the SSM Agent of an instance does as the instance's role. An instance is not reached by Systems Manager without it, and runs. */
export function agentUses(role: unknown, context: BehalfContext): readonly RoleUse[] {
  return usesOf(role, context, {
    description: 'the SSM Agent registers the instance and opens sessions',
    source: MESSAGES,
    requests: asked([
      'ssm:UpdateInstanceInformation',
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ]),
    isConditional: true,
  });
}
