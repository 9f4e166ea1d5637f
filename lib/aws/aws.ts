import type { ServiceVerbs } from '../contract/service-verbs';
import type { AthenaVerbs } from './athena';
import type { CloudControlVerbs } from './cloud-control';
import type { CloudFormationVerbs } from './cloudformation';
import type { Ec2Verbs } from './ec2';
import type { EksVerbs } from './eks';
import type { EmrVerbs } from './emr';
import type { EmrServerlessVerbs } from './emr-serverless';
import type { FirehoseVerbs } from './firehose';
import type { GlueVerbs } from './glue';
import type { KinesisVerbs } from './kinesis';
import type { LambdaVerbs } from './lambda';
import type { LogsVerbs } from './logs';
import type { MacieVerbs } from './macie';
import type { MwaaVerbs } from './mwaa';
import type { QuickSightVerbs } from './quicksight';
import type { RdsVerbs } from './rds';
import type { RedshiftDataVerbs } from './redshift-data';
import type { S3Verbs } from './s3';
import type { SecretsVerbs } from './secrets';
import type { SsmVerbs } from './ssm';
import type { StepFunctionsVerbs } from './stepfunctions';

/** Account and region of all verbs. */
export interface Target {
  readonly account: string;
  readonly region: string;
  /** ARN of the caller identity. */
  readonly principal: string;
  /** Custom endpoint, from `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string;
}

/** The verbs of every service, as jobs see them. */
export interface Aws extends ServiceVerbs {
  readonly target: Target;
  readonly athena: AthenaVerbs;
  readonly cloudControl: CloudControlVerbs;
  readonly cloudformation: CloudFormationVerbs;
  readonly ec2: Ec2Verbs;
  readonly emr: EmrVerbs;
  readonly emrServerless: EmrServerlessVerbs;
  readonly eks: EksVerbs;
  readonly firehose: FirehoseVerbs;
  readonly glue: GlueVerbs;
  readonly kinesis: KinesisVerbs;
  readonly lambda: LambdaVerbs;
  readonly logs: LogsVerbs;
  readonly macie: MacieVerbs;
  readonly mwaa: MwaaVerbs;
  readonly quicksight: QuickSightVerbs;
  readonly rds: RdsVerbs;
  readonly redshiftData: RedshiftDataVerbs;
  readonly s3: S3Verbs;
  readonly secrets: SecretsVerbs;
  readonly ssm: SsmVerbs;
  readonly stepfunctions: StepFunctionsVerbs;
}
