import type { AccessRequest } from '../contract/access';
import { member, requestTags, required, tagsAt } from './requests';
import type { CallInput, Service } from './service';
import { SECURITY } from './service';

/** STS has no types of resources. */
export const sts: Service = {
  namespace: 'STS',
  name: 'STS',
  colour: SECURITY,
  hidden: true,
  types: {},
  calls: [
    {
      sdk: 'sts',
      prefix: 'sts',
      operations: {
        // Nobody can be denied it. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        GetCallerIdentity: () => [],
        AssumeRole: (input) => assuming('AssumeRole', input),
        AssumeRoleWithWebIdentity: (input) => assuming('AssumeRoleWithWebIdentity', input),
        AssumeRoleWithSAML: (input) => assuming('AssumeRoleWithSAML', input),
      },
    },
  ],
};

function assuming(action: string, input: CallInput): AccessRequest[] {
  const resource = required(input, 'RoleArn');
  const tags = tagsAt(input);
  const keys = { 'sts:ExternalId': member('ExternalId')(input), 'sts:RoleSessionName': member('RoleSessionName')(input) };
  const context = {
    ...Object.fromEntries(Object.entries(keys).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    ...requestTags(tags),
  };
  const tagging = Object.keys(tags).length > 0 ? [{ action: 'sts:TagSession', resource, context }] : [];
  return [{ action: `sts:${action}`, resource, context }, ...tagging];
}
