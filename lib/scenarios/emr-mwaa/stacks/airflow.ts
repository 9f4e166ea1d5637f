import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { grantTransientClusters, MwaaEnvironment } from 'stagecraft-constructs/airflow';
import { grantObjects, PrivateBucket } from 'stagecraft-constructs/storage';
import type { ScenarioStage } from '../../stage';
import { BASE, type BaseName, CLUSTER_TAG, type Config, type Contract } from '../settings';

/** Files of the work bucket that a DAG reads, by their folders. */
const SPEC_FOLDERS = ['emr_steps', 'job_flow_overrides'];

/** The environment with its bucket, and what its DAGs may do with the clusters, roles and files of `emr-pyspark`. */
export class Airflow extends Stack {
  constructor(
    private readonly scenarioStage: ScenarioStage<Contract>,
    config: Config,
    vpc: IVpc,
  ) {
    super(scenarioStage, 'airflow', { description: 'Airflow environment that runs Spark jobs on EMR' });
    const name = scenarioStage.fixedName('emr-mwaa');
    const encryptionKey = config.customerKey ? this.makeKey(name) : undefined;
    const removalPolicy = RemovalPolicy.DESTROY;
    const bucket = new PrivateBucket(this, 'Dags', {
      bucketName: scenarioStage.fixedName(`airflow-${this.account}-${this.region}`),
      versioned: true,
      encryptionKey,
      removalPolicy,
    });
    const environment = new MwaaEnvironment(this, 'Environment', {
      vpc,
      environmentName: name,
      bucket,
      environmentClass: config.environmentClass,
      airflowVersion: config.airflowVersion,
      webServerAccess: config.webAccess,
      requirements: config.requirementsVersion === '' ? undefined : { path: 'requirements.txt', version: config.requirementsVersion },
      encryptionKey,
      logRetention: RetentionDays.ONE_WEEK,
      removalPolicy,
    });
    this.allowDags(environment, name);

    scenarioStage.publish(this, {
      environment: environment.environmentName,
      dagBucket: bucket.bucketName,
      webServer: environment.webServerHost,
      executionRole: environment.role.roleArn,
      clusterTag: `${CLUSTER_TAG}=${name}`,
      workBucket: this.base('workBucket'),
    });
  }

  private allowDags(environment: MwaaEnvironment, name: string): void {
    const role = (roleName: string) =>
      this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: roleName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    grantTransientClusters(this, environment, {
      tag: { key: CLUSTER_TAG, value: name },
      serviceRoleArn: role(this.base('serviceRole')),
      jobFlowRoleArn: role(this.base('instanceRole')),
    });
    const work = Bucket.fromBucketName(this, 'Work', this.base('workBucket'));
    for (const prefix of SPEC_FOLDERS) {
      grantObjects(work, environment, { prefix, actions: ['s3:GetObject'], reason: 'Users may add specifications to their folder' });
    }
  }

  /** A key whose policy the constructs complete. It goes with its stack, after the waiting time that KMS asks for. */
  private makeKey(name: string): Key {
    return new Key(this, 'Key', { description: `Airflow environment ${name}`, enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
  }

  private base(name: BaseName): string {
    return this.scenarioStage.publishedBy(BASE, name, this);
  }
}
