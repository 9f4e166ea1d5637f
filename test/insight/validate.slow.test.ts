import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ATHENA_ENGINE, GLUE_VERSIONS, LAMBDA_RUNTIME } from 'stagecraft-constructs/versions';
import { type Finding, validateApp } from '../../lib/insight/validate';

// The validator builds its engine once, which takes a while.
jest.setTimeout(120_000);

/** Findings for a stack that `define` fills. */
function findingsOf(define: (stack: Stack) => void): readonly Finding[] {
  return resultOf(define).findings;
}

function resultOf(define: (stack: Stack) => void): ReturnType<typeof validateApp> {
  const app = new App({ builtinCloudFormationValidation: false, treeMetadata: false });
  define(new Stack(app, 'Test'));
  return validateApp(app);
}

function sound(stack: Stack): s3.Bucket {
  const logs = new s3.Bucket(stack, 'Logs', { enforceSSL: true });
  Validations.of(logs).acknowledge({ id: 'AwsSolutions-S1', reason: 'holds the access logs itself' });
  return new s3.Bucket(stack, 'Data', { enforceSSL: true, serverAccessLogsBucket: logs });
}

const ROLE = 'arn:aws:iam::111122223333:role/test';

test('has no findings for a valid stack, and lists acknowledgements with reasons', () => {
  const { templates, findings, acknowledged } = resultOf(sound);

  expect({ templates, findings }).toEqual({ templates: 1, findings: [] });
  expect(acknowledged).toContainEqual({ rule: 'AwsSolutions-S1', construct: 'Test/Logs', reason: 'holds the access logs itself' });
});

test('finds a misspelt property', () => {
  const findings = findingsOf((stack) => (sound(stack).node.defaultChild as s3.CfnBucket).addPropertyOverride('BucketNam', 'lake'));

  expect(findings).toEqual([
    { rule: 'F3002', severity: 'error', stack: 'Test', resource: 'Data', message: expect.stringContaining("Did you mean 'BucketName'?") },
  ]);
});

test('finds a function with an end-of-life runtime', () => {
  const findings = findingsOf((stack) => {
    new CfnFunction(stack, 'Old', { role: ROLE, runtime: 'python3.8', handler: 'index.handler', code: { zipFile: 'pass' } });
  });

  expect(findings).toContainEqual({
    rule: 'W2531',
    severity: 'warning',
    stack: 'Test',
    resource: 'Old',
    message: expect.stringContaining('python3.8'),
  });
});

test('finds a bucket that allows plain HTTP', () => {
  const findings = findingsOf((stack) => {
    const logs = sound(stack);
    new s3.Bucket(stack, 'Open', { serverAccessLogsBucket: logs });
  });

  expect(findings).toContainEqual({
    rule: 'AwsSolutions-S10',
    severity: 'error',
    stack: 'Test',
    resource: 'Open',
    message: expect.stringContaining('SSL'),
  });
});

test('finds a state machine without a start state', () => {
  const findings = findingsOf((stack) => {
    const definitionString = JSON.stringify({ StartAt: 'Nowhere', States: { Here: { Type: 'Pass', End: true } } });
    new CfnStateMachine(stack, 'Pipeline', { roleArn: ROLE, definitionString });
  });

  expect(findings.map(({ rule, resource }) => [rule, resource])).toContainEqual(['E3601', 'Pipeline']);
});

test('an acknowledgement on a construct hides a finding of the validator there only', () => {
  const findings = findingsOf((stack) => {
    const define = (id: string) =>
      new CfnFunction(stack, id, { role: ROLE, runtime: 'python3.8', handler: 'index.handler', code: { zipFile: 'pass' } });
    Validations.of(define('Accepted')).acknowledge({ id: 'CloudFormation-Validate::W2531', reason: 'part of this test' });
    define('Open');
  });

  expect(findings.filter(({ rule }) => rule === 'W2531').map(({ resource }) => resource)).toEqual(['Open']);
});

describe('versions missing from constructs/versions.ts', () => {
  const pinned = (define: (stack: Stack) => void) =>
    findingsOf(define)
      .filter(({ rule }) => rule === 'PinnedVersion')
      .map(({ severity, resource, message }) => [severity, resource, message.split(';')[0]]);

  test('finds missing and ended Glue versions', () => {
    const define = (stack: Stack) => {
      new CfnJob(stack, 'Ended', { role: ROLE, command: { name: 'glueetl' }, glueVersion: '1.0' });
      new CfnJob(stack, 'LeftOut', { role: ROLE, command: { name: 'glueetl' } });
      new CfnJob(stack, 'Pinned', { role: ROLE, command: { name: 'glueetl' }, glueVersion: GLUE_VERSIONS[0] });
    };

    expect(pinned(define)).toEqual([
      ['error', 'Ended', 'version "1.0"'],
      ['error', 'LeftOut', 'no version'],
    ]);
  });

  test('finds Lambda runtimes, except in functions from images', () => {
    const define = (stack: Stack) => {
      const props = { role: ROLE, handler: 'index.handler' };
      new CfnFunction(stack, 'Live', { ...props, runtime: 'python3.13', code: { zipFile: 'pass' } });
      new CfnFunction(stack, 'Pinned', { ...props, runtime: LAMBDA_RUNTIME, code: { zipFile: '0' } });
      new CfnFunction(stack, 'Image', { role: ROLE, packageType: 'Image', code: { imageUri: 'example' } });
    };

    expect(pinned(define)).toEqual([['error', 'Live', 'version "python3.13"']]);
  });

  test('finds Athena engine versions', () => {
    const engine = (selectedEngineVersion: string) => ({ engineVersion: { selectedEngineVersion } });
    const define = (stack: Stack) => {
      new CfnWorkGroup(stack, 'Auto', { name: 'auto', workGroupConfiguration: engine('AUTO') });
      new CfnWorkGroup(stack, 'Pinned', { name: 'pinned', workGroupConfiguration: engine(ATHENA_ENGINE) });
    };

    expect(pinned(define)).toEqual([['error', 'Auto', 'version "AUTO"']]);
  });
});

test('sorts errors before warnings', () => {
  const findings = findingsOf((stack) => {
    new CfnFunction(stack, 'Old', { role: ROLE, runtime: 'python3.8', handler: 'index.handler', code: { zipFile: 'pass' } });
    (sound(stack).node.defaultChild as s3.CfnBucket).addPropertyOverride('BucketNam', 'lake');
  });

  const severities = findings.map(({ severity }) => severity);
  expect(severities).toEqual([...severities].sort());
  expect(new Set(severities)).toEqual(new Set(['error', 'warning']));
});
