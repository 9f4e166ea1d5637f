import * as kms from 'aws-cdk-lib/aws-kms';
import { EmrRoles, EmrSecurityConfiguration, type EmrSecurityConfigurationProps } from 'stagecraft-constructs/emr';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { findingsOf, readable, statementsOf, templateOf } from '../../support/synth';

const settingsWith = (props: (stack: Parameters<Parameters<typeof templateOf>[0]>[0]) => Partial<EmrSecurityConfigurationProps> = () => ({})) =>
  templateOf(
    (stack) => new EmrSecurityConfiguration(stack, 'Security', { roles: new EmrRoles(stack, 'Roles', { sessions: false }), ...props(stack) }),
  );
const settingsIn = (template: ReturnType<typeof settingsWith>) =>
  Object.values(template.findResources('AWS::EMR::SecurityConfiguration'))[0]?.Properties.SecurityConfiguration;

test('allows only IMDSv2 with a hop limit of 1, and has no fixed name', () => {
  const template = settingsWith();

  expect(settingsIn(template)).toEqual({
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2, HttpPutResponseHopLimit: 1 },
  });
  expect(Object.values(template.findResources('AWS::EMR::SecurityConfiguration'))[0]?.Properties.Name).toBeUndefined();
});

test('takes metadataHops', () => {
  expect(settingsIn(settingsWith(() => ({ metadataHops: 2 }))).InstanceMetadataServiceConfiguration.HttpPutResponseHopLimit).toBe(2);
});

test('diskKey encrypts volumes, and both roles may use it', () => {
  const template = settingsWith((stack) => ({ diskKey: new kms.Key(stack, 'Key') }));
  const { EncryptionConfiguration: encryption } = settingsIn(template);

  expect(encryption).toMatchObject({ EnableAtRestEncryption: true, EnableInTransitEncryption: false });
  // What is said about S3 there would replace the encryption of each bucket.
  expect(Object.keys(encryption.AtRestEncryptionConfiguration)).toEqual(['LocalDiskEncryptionConfiguration']);
  expect(encryption.AtRestEncryptionConfiguration).toMatchObject({
    LocalDiskEncryptionConfiguration: { EncryptionKeyProviderType: 'AwsKms', EnableEbsEncryption: true },
  });
  expect(readable(encryption.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.AwsKmsKey)).toBe('<Key.Arn>');
  const allowed = [
    {
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['<Key.Arn>'],
    },
    { actions: ['kms:CreateGrant'], resources: ['<Key.Arn>'], conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
  ];
  expect(statementsOf(template, 'RolesInstances')).toEqual(allowed);
  expect(statementsOf(template, 'RolesService')).toEqual(expect.arrayContaining(allowed));
});

test.each([
  [undefined, 'emr-certificates.zip'],
  ['tls/nodes.zip', 'tls/nodes.zip'],
])('certificatesBucket encrypts traffic with the certificates in %s', (certificatesKey, key) => {
  const template = settingsWith((stack) => ({ certificatesBucket: new PrivateBucket(stack, 'Certificates'), certificatesKey }));
  const { EncryptionConfiguration: encryption } = settingsIn(template);

  expect(encryption).toMatchObject({
    EnableAtRestEncryption: false,
    EnableInTransitEncryption: true,
    InTransitEncryptionConfiguration: { TLSCertificateConfiguration: { CertificateProviderType: 'PEM' } },
  });
  expect(readable(encryption.InTransitEncryptionConfiguration.TLSCertificateConfiguration.S3Object)).toBe(`s3://<Certificates>/${key}`);
  expect(statementsOf(template, 'RolesInstances')).toEqual([{ actions: ['s3:GetObject'], resources: [`<Certificates.Arn>/${key}`] }]);
});

test('exposes what it encrypts', () => {
  templateOf((stack) => {
    const roles = new EmrRoles(stack, 'Roles');
    const disks = new EmrSecurityConfiguration(stack, 'Disks', { roles, diskKey: new kms.Key(stack, 'Key') });
    const nothing = new EmrSecurityConfiguration(stack, 'Nothing', { roles });

    expect([disks.encryptsDisks, disks.encryptsTraffic, nothing.encryptsDisks]).toEqual([true, false, false]);
  });
});

test.each<[string, Partial<EmrSecurityConfigurationProps>, RegExp]>([
  ['certificates without a bucket', { certificatesKey: 'a.zip' }, /certificatesKey has no effect without certificatesBucket/],
  ['three hops', { metadataHops: 3 }, /metadataHops is not a number of hops that nodes need.*; got 3/],
])('refuses %s', (_, props, message) => {
  expect(() => settingsWith(() => props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new EmrSecurityConfiguration(stack, 'Security', { roles: new EmrRoles(stack, 'Roles') }))).toEqual([]);
});
