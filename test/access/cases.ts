import type { AccessRequest } from '../../lib/contract/access';
import { allow, type Case, deny, type Fields, GUIDE, get, LAKE, LOGIC, one, ROLE, SETS, VARIABLES } from './case';
import { keyCases } from './key-cases';

const RESOURCE_LOGIC = `${GUIDE}/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html`;
const RESOURCE_BASED = `${GUIDE}/reference_policies_evaluation-logic_policy-eval-reference.html`;
const CROSS = `${GUIDE}/reference_policies_evaluation-logic-cross-account.html`;
const BOUNDARY = `${GUIDE}/access_policies_boundaries.html`;
const SESSION = `${GUIDE}/access_policies.html#policies_session`;
const OPERATORS = `${GUIDE}/reference_policies_elements_condition_operators.html`;
const PRINCIPAL = `${GUIDE}/reference_policies_elements_principal.html`;
const NOT_PRINCIPAL = `${GUIDE}/reference_policies_elements_notprincipal.html`;
const ACTION = `${GUIDE}/reference_policies_elements_action.html`;
const NOT_ACTION = `${GUIDE}/reference_policies_elements_notaction.html`;
const RESOURCE = `${GUIDE}/reference_policies_elements_resource.html`;
const NOT_RESOURCE = `${GUIDE}/reference_policies_elements_notresource.html`;
const VERSION = `${GUIDE}/reference_policies_elements_version.html`;
const DEPUTY = `${GUIDE}/confused-deputy.html`;
const EXTERNAL = `${GUIDE}/id_roles_common-scenarios_third-party.html`;
const KMS = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html';
const KMS_ROOT = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html';
const LEADING_KEYS = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html';
const BUCKETS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html';
const KAFKA = 'https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html';
const ECR = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html';

const ROOT = 'arn:aws:iam::111122223333:root';
const RUN = 'arn:aws:sts::111122223333:assumed-role/app/run';
const OTHER_ROLE = 'arn:aws:iam::111122223333:role/other';
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd';
const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/models';
const REPOSITORY = 'arn:aws:ecr:eu-central-1:444455556666:repository/nlp';

const to = (principal: unknown, statement: Fields): Fields => ({ ...statement, Principal: principal });
const assume = (context?: AccessRequest['context']): AccessRequest => ({ action: 'sts:AssumeRole', resource: OTHER_ROLE, context });
/** Statements of a trust policy name no resource. */
const trust = (principal: unknown, condition?: Fields, action = 'sts:AssumeRole') => ({
  statements: [{ Effect: 'Allow', Action: action, Principal: principal, ...(condition && { Condition: condition }) }],
  isRequired: true,
});
/** A condition of the only statement, against a context. */
const when = (name: string, page: string, expected: Case['expected'], condition: Fields, context: AccessRequest['context']): Case =>
  one(name, page, expected, get('a.csv', context), { identity: [allow('s3:GetObject', '*', condition)] });

const tenantRows = allow(['dynamodb:GetItem', 'dynamodb:Scan'], TABLE, {
  'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:PrincipalTag/TenantId}'] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});
const rows = (keys: readonly string[] | undefined, tenant: string | undefined): AccessRequest => ({
  action: keys ? 'dynamodb:GetItem' : 'dynamodb:Scan',
  resource: TABLE,
  context: { ...(keys && { 'dynamodb:LeadingKeys': keys }), 'aws:PrincipalTag/TenantId': tenant ?? [] },
});
const pull: AccessRequest = { action: 'ecr:BatchGetImage', resource: REPOSITORY };
const customers = { statements: [{ Effect: 'Allow', Action: 'ecr:BatchGetImage', Principal: { AWS: '111122223333' } }], account: '444455556666' };
const list = (prefix: string | undefined): AccessRequest => ({
  ...{ action: 's3:ListBucket', resource: LAKE },
  context: { 'aws:PrincipalTag/team': 'red', ...(prefix !== undefined && { 's3:prefix': prefix }) },
});
const ofTeam = allow('s3:ListBucket', LAKE, { StringLike: { 's3:prefix': '${aws:PrincipalTag/team}/*' } });
const onlyTls = { statements: [to('*', deny('s3:*', [LAKE, `${LAKE}/*`], { Bool: { 'aws:SecureTransport': 'false' } }))] };
const decrypt: AccessRequest = { action: 'kms:Decrypt', resource: KEY };
const keyFor = (principal: unknown) => ({ statements: [to(principal, allow('kms:*'))], isRequired: true });
const write = (topic: string): AccessRequest => ({
  action: 'kafka-cluster:WriteData',
  resource: `arn:aws:kafka:eu-central-1:111122223333:topic/stream/1234-1/${topic}`,
});
const orders = [allow('kafka-cluster:*Data', 'arn:aws:kafka:eu-central-1:111122223333:topic/stream/*/orders')];

const send = (name = 'q'): AccessRequest => ({ action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-central-1:111122223333:${name}` });
const toSession = (statement: Fields) => ({ statements: [to({ AWS: RUN }, statement)] });

export const cases: readonly Case[] = [
  // Effects.
  one('nothing allows it', LOGIC, 'denied', get(), {}),
  one('a statement allows it', LOGIC, 'allowed', get(), { identity: [allow('s3:GetObject', `${LAKE}/*`)] }),
  one('an explicit deny comes before an allow', LOGIC, 'denied', get(), { identity: [allow('s3:*'), deny('s3:GetObject')] }),
  one('a deny whose condition does not hold denies nothing', LOGIC, 'allowed', get('a.csv', { 'aws:RequestedRegion': 'eu-central-1' }), {
    identity: [allow('s3:*'), deny('s3:*', '*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })],
  }),
  one('a bucket policy denies what an identity policy allows', RESOURCE_LOGIC, 'denied', get('a', { 'aws:SecureTransport': 'false' }), {
    identity: [allow('s3:*')],
    resource: onlyTls,
  }),
  one('a bucket policy that requires TLS lets TLS through', BUCKETS, 'allowed', get('a', { 'aws:SecureTransport': 'true' }), {
    identity: [allow('s3:*')],
    resource: onlyTls,
  }),

  // Actions and resources.
  one('actions are not case-sensitive', ACTION, 'allowed', get(), { identity: [allow('S3:getobject')] }),
  one('an asterisk in an action', ACTION, 'allowed', get(), { identity: [allow('s3:Get*')] }),
  one('a question mark is one character', ACTION, 'denied', get(), { identity: [allow('s3:GetObjec?s')] }),
  one('resources are case-sensitive', RESOURCE, 'denied', get('A.csv'), { identity: [allow('s3:GetObject', `${LAKE}/a.csv`)] }),
  one('an asterisk covers slashes', RESOURCE, 'allowed', get('a/b/c'), { identity: [allow('s3:GetObject', `${LAKE}/a/*`)] }),
  one('a folder is no object in it', RESOURCE, 'denied', get('a'), { identity: [allow('s3:GetObject', `${LAKE}/a/*`)] }),
  one('a bucket is not its objects', RESOURCE, 'denied', get(), { identity: [allow('s3:GetObject', LAKE)] }),
  one(
    'an action without resources needs an asterisk',
    RESOURCE,
    'denied',
    { action: 's3:ListAllMyBuckets', resource: '*' },
    {
      identity: [allow('s3:*', `${LAKE}*`)],
    },
  ),
  one('NotAction leaves out an action', NOT_ACTION, 'denied', get(), { identity: [{ Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }] }),
  one('NotAction covers every other action', NOT_ACTION, 'allowed', get(), { identity: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] }),
  one('NotResource in a deny spares the resource', NOT_RESOURCE, 'allowed', get(), {
    identity: [allow('s3:*'), { Effect: 'Deny', Action: 's3:*', NotResource: `${LAKE}/*` }],
  }),
  one('NotResource in a deny covers every other resource', NOT_RESOURCE, 'denied', get(), {
    identity: [allow('s3:*'), { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::gold/*' }],
  }),
  one('a topic of a Kafka cluster', KAFKA, 'allowed', write('orders'), { identity: orders }),
  one('another topic of the Kafka cluster', KAFKA, 'denied', write('payments'), { identity: orders }),

  one('an asterisk inside of a segment of a resource covers no colon', RESOURCE, 'denied', send(), {
    identity: [allow('sqs:*', 'arn:aws:sqs:eu*3:q')],
  }),
  one('a deny with an asterisk inside of a segment covers no colon', RESOURCE, 'allowed', send(), {
    identity: [allow('sqs:*'), deny('sqs:*', 'arn:aws:sqs:eu*3:q')],
  }),
  one('an asterisk at the end of a segment covers colons', RESOURCE, 'allowed', send(), { identity: [allow('sqs:*', 'arn:aws:sqs:eu*:q')] }),
  one('an asterisk at the end of a resource covers colons', RESOURCE, 'allowed', send(), { identity: [allow('sqs:*', 'arn:aws:s*')] }),
  one('an asterisk inside of a segment covers the rest of it', RESOURCE, 'allowed', send(), {
    identity: [allow('sqs:*', 'arn:aws:sqs:e*-*1:*3:q')],
  }),
  one('a question mark in a resource is no colon', RESOURCE, 'denied', send(), {
    identity: [allow('sqs:*', 'arn:aws:sqs?eu-central-1:111122223333:q')],
  }),
  one('an asterisk in front of a colon that is part of a name: AWS does not say, in an allow', RESOURCE, 'denied', get('10:00/a'), {
    identity: [allow('s3:*', `${LAKE}/*/a`)],
  }),
  one('an asterisk in front of a colon that is part of a name: AWS does not say, in a deny', RESOURCE, 'denied', get('10:00/a'), {
    identity: [allow('s3:*'), deny('s3:*', `${LAKE}/*/a`)],
  }),

  // Boundaries and session policies.
  one('a boundary intersects: not in it', BOUNDARY, 'denied', get(), { identity: [allow('s3:*')], boundary: [allow('ec2:*')] }),
  one('a boundary intersects: in both', BOUNDARY, 'allowed', get(), { identity: [allow('s3:*')], boundary: [allow('s3:Get*')] }),
  one('a boundary allows nothing alone', BOUNDARY, 'denied', get(), { boundary: [allow('s3:*')] }),
  one('a boundary denies', BOUNDARY, 'denied', get(), { identity: [allow('s3:*')], boundary: [allow('*'), deny('s3:GetObject')] }),
  one('a session policy intersects: not in it', SESSION, 'denied', get(), { identity: [allow('s3:*')], session: [allow('s3:Put*')] }),
  one('a session policy intersects: in both', SESSION, 'allowed', get(), {
    identity: [allow('s3:*')],
    session: [allow('s3:GetObject', `${LAKE}/*`)],
  }),
  one('a bucket policy that names the role is limited by the boundary', RESOURCE_BASED, 'denied', get(), {
    boundary: [allow('ec2:*')],
    resource: { statements: [to({ AWS: ROLE }, allow('s3:GetObject', `${LAKE}/*`))] },
  }),
  one('a bucket policy that names the session is not limited by the boundary', RESOURCE_BASED, 'allowed', get(), {
    boundary: [allow('ec2:*')],
    resource: { statements: [to({ AWS: RUN }, allow('s3:GetObject', `${LAKE}/*`))] },
  }),
  one('a bucket policy for everyone with aws:PrincipalArn is not limited by the boundary', RESOURCE_BASED, 'allowed', get(), {
    boundary: [allow('ec2:*')],
    resource: { statements: [to('*', allow('s3:GetObject', `${LAKE}/*`, { ArnEquals: { 'aws:PrincipalArn': ROLE } }))] },
  }),

  // Policies of resources.
  one('one account: the bucket policy suffices', RESOURCE_LOGIC, 'allowed', get(), {
    resource: { statements: [to({ AWS: ROLE }, allow('s3:GetObject', `${LAKE}/*`))] },
  }),
  one('one account: the account as principal leaves it to identity policies', PRINCIPAL, 'denied', get(), {
    resource: { statements: [to({ AWS: ROOT }, allow('s3:GetObject', `${LAKE}/*`))] },
  }),
  one('one account: a policy for another role', PRINCIPAL, 'denied', get(), {
    resource: { statements: [to({ AWS: OTHER_ROLE }, allow('s3:GetObject', `${LAKE}/*`))] },
  }),
  one('two accounts: both sides allow', CROSS, 'allowed', pull, { identity: [allow('ecr:BatchGetImage', REPOSITORY)], resource: customers }),
  one('two accounts: no identity policy', CROSS, 'denied', pull, { resource: customers }),
  one('two accounts: no repository policy', CROSS, 'denied', pull, {
    identity: [allow('ecr:*')],
    resource: { statements: [], account: '444455556666' },
  }),
  one('two accounts: the repository policy names another account', ECR, 'denied', pull, {
    identity: [allow('ecr:*')],
    resource: { ...customers, statements: [{ ...customers.statements[0], Principal: { AWS: '777788889999' } }] },
  }),
  one('two accounts: everyone, by aws:PrincipalArn', ECR, 'denied', pull, {
    identity: [allow('ecr:*')],
    resource: {
      ...customers,
      statements: [{ ...customers.statements[0], Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': OTHER_ROLE } } }],
    },
  }),
  one('NotPrincipal in a deny spares who is named with account, role and session', NOT_PRINCIPAL, 'allowed', get(), {
    identity: [allow('s3:*')],
    resource: { statements: [{ ...deny('s3:*'), NotPrincipal: { AWS: [ROOT, ROLE, RUN] } }] },
  }),
  one('NotPrincipal in a deny without the account denies the role as well', NOT_PRINCIPAL, 'denied', get(), {
    identity: [allow('s3:*')],
    resource: { statements: [{ ...deny('s3:*'), NotPrincipal: { AWS: [ROLE, RUN] } }] },
  }),
  one('NotPrincipal in a deny always denies a role with a boundary', BOUNDARY, 'denied', get(), {
    identity: [allow('s3:*')],
    boundary: [allow('*')],
    resource: { statements: [{ ...deny('s3:*'), NotPrincipal: { AWS: [ROOT, ROLE, RUN] } }] },
  }),

  one('NotPrincipal in a deny that names a session, and the session is not known', NOT_PRINCIPAL, 'denied', get(), {
    identity: [allow('s3:*')],
    resource: { statements: [{ ...deny('s3:*'), NotPrincipal: { AWS: [ROOT, ROLE, RUN] } }] },
    caller: { arn: ROLE },
  }),
  one('a deny for a session, and the session is not known', PRINCIPAL, 'denied', get(), {
    ...{ identity: [allow('s3:*')], resource: toSession(deny('s3:*')), caller: { arn: ROLE } },
  }),
  one('a deny for a session of another role', PRINCIPAL, 'allowed', get(), {
    ...{ identity: [allow('s3:*')], resource: toSession(deny('s3:*')), caller: { arn: OTHER_ROLE } },
  }),
  one('a deny for another session of the role', PRINCIPAL, 'allowed', get(), {
    ...{ identity: [allow('s3:*')], resource: toSession(deny('s3:*')), caller: { arn: ROLE, session: 'walk' } },
  }),
  one('an allow for a session, and the session is not known', PRINCIPAL, 'denied', get(), {
    ...{ resource: toSession(allow('s3:*')), caller: { arn: ROLE } },
  }),

  // Keys.
  one('a key policy that delegates to the account, and an identity policy', KMS_ROOT, 'allowed', decrypt, {
    identity: [allow('kms:Decrypt', KEY)],
    resource: keyFor({ AWS: ROOT }),
  }),
  one('a key policy that delegates to the account alone', KMS_ROOT, 'denied', decrypt, { resource: keyFor({ AWS: ROOT }) }),
  one('an identity policy alone, for a key that does not delegate', KMS, 'denied', decrypt, {
    identity: [allow('kms:*')],
    resource: keyFor({ AWS: OTHER_ROLE }),
  }),
  one('a key policy that names the role', KMS, 'allowed', decrypt, { resource: keyFor({ AWS: ROLE }) }),
  one(
    'a key for an encryption context',
    KMS,
    'denied',
    { ...decrypt, context: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-central-1:1:log-group:b' } },
    {
      caller: { service: 'logs.amazonaws.com' },
      resource: {
        statements: [
          to(
            { Service: 'logs.amazonaws.com' },
            allow('kms:Decrypt', '*', { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*:*:log-group:a' } }),
          ),
        ],
        isRequired: true,
      },
    },
  ),

  // Trust.
  one('a trust policy with the external id', EXTERNAL, 'allowed', assume({ 'sts:ExternalId': 'x1' }), {
    resource: trust({ AWS: ROLE }, { StringEquals: { 'sts:ExternalId': 'x1' } }),
  }),
  one('a trust policy without the external id', EXTERNAL, 'denied', assume(), {
    identity: [allow('sts:AssumeRole')],
    resource: trust({ AWS: ROLE }, { StringEquals: { 'sts:ExternalId': 'x1' } }),
  }),
  one('a role of another account needs an identity policy too', CROSS, 'denied', assume(), {
    resource: { ...trust({ AWS: ROLE }), account: '444455556666' },
  }),
  one('an identity policy does not replace trust', PRINCIPAL, 'denied', assume(), {
    identity: [allow('sts:AssumeRole')],
    resource: trust({ Service: 'lambda.amazonaws.com' }),
  }),
  one('a service principal from the account that is named', DEPUTY, 'allowed', assume({ 'aws:SourceAccount': '111122223333' }), {
    caller: { service: 'glue.amazonaws.com' },
    resource: trust({ Service: 'glue.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111122223333' } }),
  }),
  one('a service principal that sends no source', DEPUTY, 'denied', assume(), {
    caller: { service: 'glue.amazonaws.com' },
    resource: trust({ Service: 'glue.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111122223333' } }),
  }),
  one('a service principal for another resource', DEPUTY, 'denied', assume({ 'aws:SourceArn': 'arn:aws:events:eu-central-1:111122223333:rule/b' }), {
    caller: { service: 'events.amazonaws.com' },
    resource: trust({ Service: 'events.amazonaws.com' }, { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:111122223333:rule/a' } }),
  }),
  one(
    'an identity provider',
    PRINCIPAL,
    'allowed',
    { ...assume({ 'saml:aud': 'https://signin.aws.amazon.com/saml' }), action: 'sts:AssumeRoleWithSAML' },
    {
      caller: { provider: 'arn:aws:iam::111122223333:saml-provider/Auth0' },
      resource: trust(
        { Federated: 'arn:aws:iam::111122223333:saml-provider/Auth0' },
        { StringEquals: { 'saml:aud': 'https://signin.aws.amazon.com/saml' } },
        'sts:AssumeRoleWithSAML',
      ),
    },
  ),

  // Multi-valued keys.
  one('leading keys: the tenant\u2019s rows', LEADING_KEYS, 'allowed', rows(['a'], 'a'), { identity: [tenantRows] }),
  one('leading keys: another tenant\u2019s rows', LEADING_KEYS, 'denied', rows(['b'], 'a'), { identity: [tenantRows] }),
  one('leading keys: rows of both', LEADING_KEYS, 'denied', rows(['a', 'b'], 'a'), { identity: [tenantRows] }),
  one('leading keys: a scan, which has none', LEADING_KEYS, 'denied', rows(undefined, 'a'), { identity: [tenantRows] }),
  one('leading keys: a principal without the tag', VARIABLES, 'denied', rows(['a'], undefined), { identity: [tenantRows] }),
  one('ForAllValues holds for an absent key, so that a scan gets through without Null', SETS, 'allowed', rows(undefined, 'a'), {
    identity: [{ ...tenantRows, Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:PrincipalTag/TenantId}'] } } }],
  }),
  when('ForAnyValue needs one value', SETS, 'allowed', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['b', 'c'] }),
  when('ForAnyValue does not hold for an absent key', SETS, 'denied', { 'ForAnyValue:StringLike': { 'aws:TagKeys': '*' } }, { 'aws:TagKeys': [] }),
  when(
    'ForAllValues:StringNotEquals: one of them is named',
    SETS,
    'denied',
    { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'a' } },
    { 'aws:TagKeys': ['a', 'b'] },
  ),

  // Variables.
  one('a prefix by the principal\u2019s tag', VARIABLES, 'allowed', list('red/2026'), { identity: [ofTeam] }),
  one('another team\u2019s prefix', VARIABLES, 'denied', list('blue/2026'), { identity: [ofTeam] }),
  one('no prefix: the key is absent', BUCKETS, 'denied', list(undefined), { identity: [ofTeam] }),
  one('a variable in a resource', VARIABLES, 'allowed', get('ann/a', {}), {
    identity: [allow('s3:GetObject', `${LAKE}/\${aws:username}/*`)],
    caller: { arn: 'arn:aws:iam::111122223333:user/ann' },
  }),
  one('a variable without a value matches no resource', VARIABLES, 'denied', get('/a'), {
    identity: [allow('s3:GetObject', `${LAKE}/\${aws:username}/*`)],
  }),
  one('a variable with a default value', VARIABLES, 'allowed', get('all/a', { 'aws:PrincipalTag/team': [] }), {
    identity: [allow('s3:GetObject', `${LAKE}/\${aws:PrincipalTag/team, 'all'}/*`)],
  }),
  one('a default value yields to the value', VARIABLES, 'denied', get('all/a', { 'aws:PrincipalTag/team': 'red' }), {
    identity: [allow('s3:GetObject', `${LAKE}/\${aws:PrincipalTag/team, 'all'}/*`)],
  }),
  one('an escaped asterisk is a character', VARIABLES, 'denied', get('ab'), { identity: [allow('s3:GetObject', `${LAKE}/a\${*}`)] }),
  one('a policy of 2008 has no variables', VERSION, 'denied', get('red/a', { 'aws:PrincipalTag/team': 'red' }), {
    identity: [allow('s3:GetObject', `${LAKE}/\${aws:PrincipalTag/team}/*`)],
    version: '2008-10-17',
  }),
  when(
    'StringNotEquals of a variable without a value holds',
    VARIABLES,
    'allowed',
    { StringNotEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/team}' } },
    { 'aws:RequestTag/team': 'red', 'aws:PrincipalTag/team': [] },
  ),

  ...keyCases,

  // Operators.
  when(
    'keys are not case-sensitive',
    `${GUIDE}/reference_policies_elements_condition.html`,
    'allowed',
    { StringEquals: { 'AWS:requestedregion': 'eu-central-1' } },
    {
      'aws:RequestedRegion': 'eu-central-1',
    },
  ),
  when('several values are alternatives', OPERATORS, 'allowed', { StringEquals: { 'x:k': ['a', 'b'] } }, { 'x:k': 'b' }),
  when(
    'several operators have to hold together',
    OPERATORS,
    'denied',
    { StringEquals: { 'x:k': 'a' }, StringLike: { 'x:l': 'b*' } },
    { 'x:k': 'a', 'x:l': 'c' },
  ),
  when('StringEquals is case-sensitive', OPERATORS, 'denied', { StringEquals: { 'x:k': 'Red' } }, { 'x:k': 'red' }),
  when('StringEquals knows no wildcards', OPERATORS, 'denied', { StringEquals: { 'x:k': 'r*' } }, { 'x:k': 'red' }),
  when('StringEqualsIgnoreCase is not case-sensitive', OPERATORS, 'allowed', { StringEqualsIgnoreCase: { 'x:k': 'Red' } }, { 'x:k': 'rED' }),
  when('StringNotEquals of several values: none of them', OPERATORS, 'denied', { StringNotEquals: { 'x:k': ['a', 'b'] } }, { 'x:k': 'b' }),
  when('StringNotEquals holds for an absent key', OPERATORS, 'allowed', { StringNotEquals: { 'x:k': 'a' } }, { 'x:k': [] }),
  when('StringNotLike', OPERATORS, 'denied', { StringNotLike: { 'x:k': 'a*' } }, { 'x:k': 'abc' }),
  when('an absent key makes StringLike false', OPERATORS, 'denied', { StringLike: { 'x:k': '*' } }, { 'x:k': [] }),
  when('IfExists holds for an absent key', OPERATORS, 'allowed', { StringLikeIfExists: { 'x:k': 'a*' } }, { 'x:k': [] }),
  when('IfExists compares a key that is there', OPERATORS, 'denied', { StringLikeIfExists: { 'x:k': 'a*' } }, { 'x:k': 'b' }),
  when('Bool', OPERATORS, 'allowed', { Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'true' }),
  when('Bool of an absent key', OPERATORS, 'denied', { Bool: { 'x:k': 'false' } }, { 'x:k': [] }),
  when('Null true for an absent key', OPERATORS, 'allowed', { Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': [] }),
  when('Null true for a key that is there', OPERATORS, 'denied', { Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': '1' }),
  when(
    'ArnLike compares part by part',
    OPERATORS,
    'denied',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:topic' } },
    {
      'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:topic',
    },
  ),
  when(
    'ArnEquals takes wildcards',
    OPERATORS,
    'allowed',
    { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:t*' } },
    {
      'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:topic',
    },
  ),
  when(
    'ArnNotLike',
    OPERATORS,
    'allowed',
    { ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:other' } },
    {
      'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:topic',
    },
  ),
  when('NumericLessThanEquals', OPERATORS, 'allowed', { NumericLessThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '10' }),
  when('NumericLessThan compares numbers, not texts', OPERATORS, 'allowed', { NumericLessThan: { 's3:max-keys': 10 } }, { 's3:max-keys': '9' }),
  when(
    'NumericEquals of a text that is no decimal number',
    OPERATORS,
    'denied',
    { NumericEquals: { 's3:max-keys': '16' } },
    { 's3:max-keys': '0x10' },
  ),
  when('NumericEquals of a decimal', OPERATORS, 'allowed', { NumericEquals: { 's3:TlsVersion': '1.2' } }, { 's3:TlsVersion': '1.20' }),
  when('NumericGreaterThan', OPERATORS, 'denied', { NumericGreaterThan: { 's3:max-keys': '10' } }, { 's3:max-keys': '9' }),
  when(
    'DateGreaterThan',
    OPERATORS,
    'allowed',
    { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
    { 'aws:CurrentTime': '2026-02-01T00:00:00Z' },
  ),
  when(
    'DateLessThan of seconds since 1970',
    OPERATORS,
    'denied',
    { DateLessThan: { 'aws:EpochTime': '1700000000' } },
    { 'aws:EpochTime': '1800000000' },
  ),
  when('IpAddress in a CIDR block', OPERATORS, 'allowed', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': '203.0.113.9' }),
  when('IpAddress of version 6', OPERATORS, 'allowed', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, { 'aws:SourceIp': '2001:db8::1' }),
  when(
    'NotIpAddress',
    OPERATORS,
    'denied',
    { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
    { 'aws:SourceIp': '203.0.113.9' },
  ),
];
