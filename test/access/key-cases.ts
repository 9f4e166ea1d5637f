import { allow, type Case, CONDITION_KEYS, deny, type Fields, get, LAKE, LOGIC, one, SETS, VARIABLES } from './case';

/** A condition whose key the request was not given: it neither lets an Allow through nor keeps a Deny away. */
const unknown = (name: string, condition: Fields, request = get()): readonly Case[] => [
  one(`${name}, which is not known, in an allow`, CONDITION_KEYS, 'denied', request, { identity: [allow('s3:*', '*', condition)] }),
  one(`${name}, which is not known, in a deny`, CONDITION_KEYS, 'denied', request, { identity: [allow('s3:*'), deny('s3:*', '*', condition)] }),
];
/** A condition that holds for an absent key, of one that such a request never has. */
const never = (name: string, condition: Fields, rest: Partial<Case> = {}, request = get()): readonly Case[] => [
  one(`${name}: the condition of an allow holds`, CONDITION_KEYS, 'allowed', request, { identity: [allow('s3:*', '*', condition)], ...rest }),
  one(`${name}: the condition of a deny holds`, CONDITION_KEYS, 'denied', request, {
    identity: [allow('s3:*'), deny('s3:*', '*', condition)],
    ...rest,
  }),
];

/** Keys of which it is not known whether AWS sends them, and those that it never sends. */
export const keyCases: readonly Case[] = [
  ...unknown('the time', { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
  ...unknown('the time in seconds', { NumericLessThan: { 'aws:EpochTime': '2000000000' } }),
  ...unknown('when the credentials were issued', { Null: { 'aws:TokenIssueTime': 'false' } }),
  ...unknown('the id of the principal', { StringLike: { 'aws:userid': '*' } }),
  ...unknown('the address of the sender', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  ...unknown('the address in a VPC', { IpAddressIfExists: { 'aws:VpcSourceIp': '10.0.0.0/8' } }),
  ...unknown('the VPC endpoint', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
  ...unknown('the version of TLS', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
  ...unknown('a tag of the principal', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }),
  ...unknown('a tag of the resource', { StringNotEquals: { 'aws:ResourceTag/env': 'prod' } }),
  ...unknown('the organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
  ...unknown('a device', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
  ...unknown('a tag in a variable', { StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' } }, get('a', { 's3:prefix': 'red' })),
  ...unknown('values of a set', { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }),
  one('a variable that is not known in the resource of a deny', VARIABLES, 'denied', get('red/a'), {
    identity: [allow('s3:*'), deny('s3:*', `${LAKE}/\${aws:PrincipalTag/team}/*`)],
  }),
  one('a variable that is not known in a resource that is another in any case', VARIABLES, 'allowed', get('red/a'), {
    identity: [allow('s3:*'), deny('s3:*', `${LAKE}/gold/\${aws:PrincipalTag/team}/*`)],
  }),
  one('a condition that does not hold beside one that is not known', LOGIC, 'allowed', get('a', { 's3:prefix': 'a' }), {
    identity: [allow('s3:*'), deny('s3:*', '*', { StringEquals: { 's3:prefix': 'b' }, Bool: { 'aws:MultiFactorAuthPresent': 'false' } })],
  }),
  one('a key that holds already beside one that is not known', SETS, 'allowed', get('a', { 'aws:TagKeys': ['a', 'b'] }), {
    identity: [allow('s3:*', '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', '${aws:PrincipalTag/team}'] } })],
  }),
  ...never('the source of a call by a role', { ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::a' } }),
  ...never('the account of the source of a call by a role', { StringNotEquals: { 'aws:SourceAccount': '1' } }),
  ...never('the service behind a call by a role', { Null: { 'aws:PrincipalServiceName': 'true' } }),
  ...never('the user name of a role', { Null: { 'aws:username': 'true' } }),
  ...never('the web page that links to it', { StringNotLike: { 'aws:referer': 'https://*' } }),
  ...never('the services behind a call', { Null: { 'aws:CalledVia': 'true' } }, {}, get('a', { 'aws:ViaAWSService': 'false' })),
  ...never('the prefix of a call that lists nothing', { StringLikeIfExists: { 's3:prefix': 'a/*' } }),
];
