import { amazonMq } from './amazon-mq';
import { apiGateway } from './api-gateway';
import { athena } from './athena';
import { certificateManager } from './certificate-manager';
import { cloudFormation } from './cloudformation';
import { cloudWatch } from './cloudwatch';
import { cognito } from './cognito';
import { docDb } from './docdb';
import { dynamoDb } from './dynamodb';
import { ec2 } from './ec2';
import { ecr } from './ecr';
import { ecs } from './ecs';
import { eks } from './eks';
import { elasticLoadBalancing } from './elastic-load-balancing';
import { emr } from './emr';
import { emrServerless } from './emr-serverless';
import { events } from './events';
import { firehose } from './firehose';
import { glue } from './glue';
import { iam } from './iam';
import { iot } from './iot';
import { iotWireless } from './iot-wireless';
import { kafkaConnect } from './kafka-connect';
import { kinesis } from './kinesis';
import { kms } from './kms';
import { lambda } from './lambda';
import { cloudWatchLogs } from './logs';
import { macie } from './macie';
import { msk } from './msk';
import { mwaa } from './mwaa';
import { quickSight } from './quicksight';
import { rds } from './rds';
import { redshift } from './redshift';
import { redshiftServerless } from './redshift-serverless';
import { route53 } from './route53';
import { s3 } from './s3';
import { s3Tables } from './s3-tables';
import { scheduler } from './scheduler';
import { secretsManager } from './secrets-manager';
import type { Service } from './service';
import { serviceDiscovery } from './service-discovery';
import { sns } from './sns';
import { sqs } from './sqs';
import { systemsManager } from './ssm';
import { stepFunctions } from './step-functions';
import { sts } from './sts';
import { waf } from './waf';

/** Every service, one file each. */
export const TABLE: readonly Service[] = [
  amazonMq,
  apiGateway,
  athena,
  certificateManager,
  cloudFormation,
  cloudWatch,
  cognito,
  docDb,
  dynamoDb,
  ec2,
  ecr,
  ecs,
  eks,
  elasticLoadBalancing,
  emrServerless,
  emr,
  events,
  firehose,
  glue,
  iam,
  iotWireless,
  iot,
  kafkaConnect,
  kinesis,
  kms,
  lambda,
  cloudWatchLogs,
  macie,
  msk,
  mwaa,
  quickSight,
  rds,
  redshift,
  redshiftServerless,
  route53,
  s3Tables,
  s3,
  scheduler,
  secretsManager,
  serviceDiscovery,
  sns,
  sqs,
  systemsManager,
  stepFunctions,
  sts,
  waf,
];
