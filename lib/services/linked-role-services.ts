/** Services by the service-linked roles that they use, as `aws iam create-service-linked-role` and the condition key `iam:AWSServiceName` take them. */
export const LINKED_ROLE_SERVICES: Readonly<Record<string, string>> = {
  AWSServiceRoleForAmazonEKS: 'eks.amazonaws.com',
  AWSServiceRoleForAmazonEKSNodegroup: 'eks-nodegroup.amazonaws.com',
  AWSServiceRoleForAmazonEMRServerless: 'ops.emr-serverless.amazonaws.com',
  AWSServiceRoleForAmazonMQ: 'mq.amazonaws.com',
  AWSServiceRoleForAmazonMWAA: 'airflow.amazonaws.com',
  AWSServiceRoleForAmazonMacie: 'macie.amazonaws.com',
  AWSServiceRoleForEC2Spot: 'spot.amazonaws.com',
  AWSServiceRoleForECS: 'ecs.amazonaws.com',
  AWSServiceRoleForEMRCleanup: 'elasticmapreduce.amazonaws.com',
  AWSServiceRoleForElasticLoadBalancing: 'elasticloadbalancing.amazonaws.com',
  AWSServiceRoleForKafka: 'kafka.amazonaws.com',
  AWSServiceRoleForKafkaConnect: 'kafkaconnect.amazonaws.com',
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-Firehose.html
  AWSServiceRoleForLogDelivery: 'delivery.logs.amazonaws.com',
  AWSServiceRoleForRDS: 'rds.amazonaws.com',
  AWSServiceRoleForRedshift: 'redshift.amazonaws.com',
};
