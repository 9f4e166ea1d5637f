import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';

/** The lake, and the bucket into which sensitive objects go. */
export class Buckets extends Stack {
  public readonly data: PrivateBucket;
  public readonly isolation: PrivateBucket;

  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'buckets', { description: 'Data lake and isolation buckets' });
    const encryptionKey = config.customerKey ? this.makeKey() : undefined;
    // CloudFormation deletes empty buckets only: with objects in a bucket the deletion of its stack fails.
    const removalPolicy = RemovalPolicy.DESTROY;
    const bucketName = (name: string) => stage.fixedName(`${name}-${this.account}-${this.region}`);
    const logs = new PrivateBucket(this, 'Logs', {
      bucketName: bucketName('macie-access-logs'),
      temporaryPrefixes: ['access'],
      temporaryFor: Duration.days(30),
      removalPolicy,
    });
    const bucket = (id: string, name: string, versioned: boolean) =>
      new PrivateBucket(this, id, {
        bucketName: bucketName(name),
        encryptionKey,
        versioned,
        accessLogsBucket: logs,
        accessLogsPrefix: `access/${name}`,
        removalPolicy,
      });
    this.data = bucket('Data', 'synthea-data', false);
    // Nothing in isolation is ever overwritten or lost by a slip.
    this.isolation = bucket('Isolation', 'macie-isolation', true);

    this.parameter(stage, 'patient_data_bucket', this.data.bucketName);
    this.parameter(stage, 'isolated_data_bucket', this.isolation.bucketName);
    stage.publish(this, { dataBucket: this.data.bucketName, isolationBucket: this.isolation.bucketName, logBucket: logs.bucketName });
  }

  /** Names that the article's scripts read. */
  private parameter(stage: ScenarioStage<Contract>, name: string, stringValue: string): void {
    new ssm.StringParameter(this, name, { parameterName: `/${stage.fixedName('macie_demo', '_')}/${name}`, stringValue });
  }

  /** A key by which Macie, too, may read what it inspects. */
  private makeKey(): kms.Key {
    const key = new kms.Key(this, 'Key', {
      description: 'Data lake and isolation buckets',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: 'aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie',
    });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['kms:Decrypt'],
        resources: ['*'], // in the policy of a key, the key itself
        // Not as principal: the role need not be there yet when the key is made.
        conditions: { ArnEquals: { 'aws:PrincipalArn': role } },
      }),
    );
    return key;
  }
}
