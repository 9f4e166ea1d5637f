import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinnedVersions } from '../../lib/insight/pins';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pins-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is found in a template with one resource. */
function findings(Type: string, Properties: object): (string | undefined)[] {
  const templatePath = join(folder, 'template.json');
  writeFileSync(templatePath, JSON.stringify({ Resources: { Thing: { Type, Properties } } }));
  const { violations } = new PinnedVersions().validate({ stackTemplates: [{ templatePath }] } as never);
  return violations.map(({ description }) => description);
}

test.each<[string, object]>([
  ['AWS::RDS::DBInstance', { Engine: 'postgres', EngineVersion: '17.11' }],
  // A replica has the version of its primary.
  ['AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: 'primary' }],
  ['AWS::RDS::DBInstance', { DBClusterIdentifier: 'cluster' }],
  ['AWS::Redshift::Cluster', { NodeType: 'ra3.large' }],
  ['AWS::Redshift::Cluster', { ClusterVersion: '1.0' }],
  ['AWS::Lambda::Function', { PackageType: 'Image' }],
  ['AWS::SQS::Queue', {}],
])('nothing is found in a %s with %j', (type, properties) => {
  expect(findings(type, properties)).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ['AWS::RDS::DBInstance', { Engine: 'postgres', EngineVersion: '12.1' }, /^version "12.1"; constructs\/versions.ts has 17/],
  ['AWS::RDS::DBInstance', { Engine: 'postgres' }, /^no version;/],
  ['AWS::Redshift::Cluster', { ClusterVersion: '0.9' }, /^version "0.9"; constructs\/versions.ts has 1.0$/],
  ['AWS::Athena::WorkGroup', { WorkGroupConfiguration: { EngineVersion: { SelectedEngineVersion: 'AUTO' } } }, /^version "AUTO";/],
  ['AWS::Athena::WorkGroup', { Name: 'hub' }, /^no version;/],
  ['AWS::Lambda::Function', { Runtime: 'python3.13' }, /^version "python3.13";/],
  ['AWS::EMR::Cluster', { ReleaseLabel: 'emr-6.0.0' }, /^version "emr-6.0.0";/],
])('a version is found in a %s with %j', (type, properties, description) => {
  expect(findings(type, properties)).toEqual([expect.stringMatching(description)]);
});
