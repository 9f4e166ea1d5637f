import { App, PhysicalName, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { grantReadBucket, grantWriteBucket } from 'stagecraft-constructs/emr';
import { AthenaWorkgroup, CatalogDatabase, CatalogTable, grantReadTables, type ICatalogTable } from 'stagecraft-constructs/lake';
import { grantListing, grantObjects } from 'stagecraft-constructs/storage';
import { readable } from '../support/synth';

const OWN = { account: '111122223333', region: 'eu-central-1' };
const OTHER = '444455556666';
const reports = { prefix: 'reports', actions: ['s3:GetObject', 's3:PutObject'], reason: 'Reports are named after their day' };

interface Statement {
  readonly Action: string | string[];
  readonly Principal?: { readonly AWS?: unknown; readonly Service?: string };
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function bucketIn(stack: Stack): s3.Bucket {
  const encryptionKey = new kms.Key(stack, 'Key');
  return new s3.Bucket(stack, 'Data', { encryptionKey, encryption: s3.BucketEncryption.KMS, bucketName: PhysicalName.GENERATE_IF_NEEDED });
}

function stackIn(app: App, id = 'Own', env: { account?: string; region?: string } = OWN): Stack {
  return new Stack(app, id, { env });
}

/** Statements of policies of a type, each as `principal: actions on resource`, administration of the key left out. */
function statements(stack: Stack, type: string, document: string): string[] {
  const found = Object.values(Template.fromStack(stack).findResources(type)).flatMap(
    ({ Properties }) => (Properties[document] as { Statement: Statement[] }).Statement,
  );
  return found
    .filter(({ Action }) => Action !== 'kms:*')
    .map(({ Action, Principal, Resource }) => {
      const who = Principal ? `${readable(Principal.AWS ?? Principal.Service)}: ` : '';
      return `${who}${[Action].flat().join(' ')} on ${[Resource].flat().map(readable).join(' ')}`;
    });
}

const bucketPolicy = (stack: Stack) => statements(stack, 'AWS::S3::BucketPolicy', 'PolicyDocument');
const keyPolicy = (stack: Stack) => statements(stack, 'AWS::KMS::Key', 'KeyPolicy');
const warningsOf = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

describe('a role of another account', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = stackIn(app);
  const role = iam.Role.fromRoleArn(stack, 'Reader', `arn:aws:iam::${OTHER}:role/reader`);
  const bucket = bucketIn(stack);
  const grants = [grantObjects(bucket, role, reports), grantListing(bucket, role, ['reports'])];
  const warnings = warningsOf(stack);

  test('is in the bucket policy, with exactly the granted actions', () => {
    expect(bucketPolicy(stack)).toEqual([
      `arn:aws:iam::${OTHER}:role/reader: s3:GetObject s3:PutObject on <Data.Arn>/reports/*`,
      `arn:aws:iam::${OTHER}:role/reader: s3:GetBucketLocation on <Data.Arn>`,
      `arn:aws:iam::${OTHER}:role/reader: s3:ListBucket on <Data.Arn>`,
    ]);
  });

  test('is in the key policy', () => {
    expect(keyPolicy(stack)).toEqual([`arn:aws:iam::${OTHER}:role/reader: kms:Decrypt kms:GenerateDataKey on *`]);
  });

  test('keeps the condition of grantListing', () => {
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'));
    const listing = policy?.Properties.PolicyDocument.Statement.find(({ Action }: Statement) => Action === 's3:ListBucket');

    expect(listing.Condition).toEqual({ StringLike: { 's3:prefix': ['reports', 'reports/*'] } });
  });

  test('gets a warning with each statement that its own policy needs', () => {
    expect(grants.every(({ success }) => success)).toBe(true);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toContain(`The policies of arn:aws:iam::${OTHER}:role/reader are not part of this app`);
    expect(warnings.join()).toContain('"Resource":"<Data.Arn>/reports/*"');
    expect(warnings.join()).toContain('stagecraft:role-not-extended');
  });
});

test('has the same policies as with the grants of the CDK', () => {
  const named = (grant: (bucket: s3.Bucket, role: iam.IRole) => void) => {
    const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
    grant(bucketIn(stack), iam.Role.fromRoleArn(stack, 'Reader', `arn:aws:iam::${OTHER}:role/reader`));
    return {
      bucket: bucketPolicy(stack).length > 0,
      key: keyPolicy(stack).length > 0,
      identity: statements(stack, 'AWS::IAM::Policy', 'PolicyDocument'),
    };
  };

  expect(named((bucket, role) => grantObjects(bucket, role, reports))).toEqual(named((bucket, role) => bucket.grantReadWrite(role)));
});

/** Every grant of the library on objects of a bucket. */
const GRANTS: Readonly<Record<string, (bucket: s3.IBucket, role: iam.IRole) => unknown>> = {
  grantObjects: (bucket, role) => grantObjects(bucket, role, reports),
  grantReadBucket: (bucket, role) => grantReadBucket(bucket, role),
  grantWriteBucket: (bucket, role) => grantWriteBucket(bucket, role),
  'table.grantRead': (bucket, role) => tableOver(bucket).grantRead(role),
  'table.grantWrite': (bucket, role) => tableOver(bucket).grantWrite(role),
  'table.grantReplace': (bucket, role) => tableOver(bucket).grantReplace(role),
  'table.grantWriteFiles': (bucket, role) => tableOver(bucket).grantWriteFiles(role),
  grantReadTables: (bucket, role) => grantReadTables([tableOver(bucket)], role),
};

function tableOver(bucket: s3.IBucket): ICatalogTable {
  const database = new CatalogDatabase(bucket.stack, 'Database');
  return CatalogTable.fromCatalogTableAttributes(bucket.stack, 'Table', { database, bucket, tableName: 'reports' });
}

test.each(Object.entries(GRANTS))(
  '%s to a role of another account is written where the CDK writes its own, and to one of this account where it does',
  (_, ours) => {
    const written = (grant: (bucket: s3.Bucket, role: iam.IRole) => unknown, account: string) => {
      const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
      grant(bucketIn(stack), iam.Role.fromRoleArn(stack, 'Reader', `arn:aws:iam::${account}:role/reader`));
      return {
        bucket: bucketPolicy(stack).length > 0,
        key: keyPolicy(stack).length > 0,
        identity: statements(stack, 'AWS::IAM::Policy', 'PolicyDocument').length > 0,
      };
    };

    for (const account of [OTHER, OWN.account])
      expect(written(ours, account)).toEqual(written((bucket, role) => bucket.grantReadWrite(role), account));
  },
);

test('a role of the same account gets no resource policy', () => {
  const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
  grantObjects(bucketIn(stack), new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() }), reports);

  expect([...bucketPolicy(stack), ...keyPolicy(stack), ...warningsOf(stack)]).toEqual([]);
  expect(statements(stack, 'AWS::IAM::Policy', 'PolicyDocument')).toContain('kms:Decrypt kms:GenerateDataKey on <Key.Arn>');
});

test('a role of another account of the same app is granted on both sides, and cdk-nag accepts it', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const lake = stackIn(app, 'Lake');
  const reader = stackIn(app, 'Reader', { account: OTHER, region: 'eu-central-1' });
  const role = new iam.Role(reader, 'Role', { assumedBy: new iam.AccountRootPrincipal(), roleName: PhysicalName.GENERATE_IF_NEEDED });
  grantObjects(bucketIn(lake), role, reports);
  app.synth();

  expect(statements(reader, 'AWS::IAM::Policy', 'PolicyDocument')).toEqual([
    expect.stringMatching(/^s3:GetObject s3:PutObject on arn:<partition>:s3:::\S+\/reports\/\*$/),
    expect.stringMatching(/^s3:GetBucketLocation on arn:<partition>:s3:::/),
    'kms:Decrypt kms:GenerateDataKey on *',
  ]);
  expect(bucketPolicy(lake)).toHaveLength(2);
  expect(keyPolicy(lake)).toHaveLength(1);
  const findings = new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);
  expect(findings.filter((name) => name.startsWith('AwsSolutions-IAM'))).toEqual([]);
});

test('a service principal is in the policies of bucket and key', () => {
  const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
  grantObjects(bucketIn(stack), new iam.ServicePrincipal('delivery.logs.amazonaws.com'), reports);

  expect(bucketPolicy(stack)[0]).toBe('delivery.logs.amazonaws.com: s3:GetObject s3:PutObject on <Data.Arn>/reports/*');
  expect(keyPolicy(stack)).toHaveLength(1);
});

test('an imported bucket gets a warning with the statement that its policy needs', () => {
  const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
  const bucket = s3.Bucket.fromBucketName(stack, 'Data', 'their-data');
  grantListing(bucket, iam.Role.fromRoleArn(stack, 'Reader', `arn:aws:iam::${OTHER}:role/reader`), ['reports']);
  const [lack] = warningsOf(stack);

  expect(lack).toContain('The policy of Own/Data is not part of this app. It needs: {"Action":"s3:ListBucket"');
  expect(lack).toContain(`"Principal":{"AWS":"arn:aws:iam::${OTHER}:role/reader"}`);
  expect(lack).toContain('stagecraft:resource-not-extended');
});

test('a role without policy updates gets a warning', () => {
  const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
  const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  grantListing(bucketIn(stack), role.withoutPolicyUpdates(), ['reports']);

  expect(warningsOf(stack)).toEqual([expect.stringMatching(/The policies of <Reader\.Arn> are not part of this app.*s3:ListBucket/)]);
});

test.each([
  [
    'a role of another account',
    (stack: Stack) => iam.Role.fromRoleArn(stack, 'R', `arn:aws:iam::${OTHER}:role/r`),
    /athena:\w+ cannot be granted to another account/,
  ],
  [
    'a service',
    () => new iam.ServicePrincipal('glue.amazonaws.com'),
    /athena:\w+ can be granted to an identity only.*grant it to the role that the service assumes/,
  ],
])('a workgroup, which has no resource policy, refuses %s', (_, grantee, message) => {
  const stack = stackIn(new App({ builtinCloudFormationValidation: false }));
  const workgroup = new AthenaWorkgroup(stack, 'Workgroup');

  expect(() => workgroup.grantRunQueries(grantee(stack))).toThrow(message);
});

test('an account that is a token counts as the same account', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Own');
  const workgroup = new AthenaWorkgroup(stack, 'Workgroup');

  expect(workgroup.grantRunQueries(iam.Role.fromRoleArn(stack, 'R', `arn:aws:iam::${OTHER}:role/r`)).success).toBe(true);
});
