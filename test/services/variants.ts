/** Settings of the scenarios which between them deploy every resource type that can be deployed. A scenario without an entry has one variant. */
export const VARIANTS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  'glue-athena-data-lake': [{ withDashboard: true, quicksightPrincipal: 'arn:aws:quicksight:us-east-1:111122223333:user/default/owner' }],
  'istio-observability': [
    {},
    { autoMode: true },
    { domain: 'example.com', hostedZoneId: 'Z0123456789', publicCidrs: '203.0.113.7/32', allowedCidrs: '203.0.113.0/24' },
  ],
  'emr-pyspark': [{}, { longLived: false, serverless: false }, { environment: 'prod', keyPair: 'k', sshCidr: '203.0.113.7/32' }],
  'emr-mwaa': [{}, { privateEndpoints: true, customerKey: true, webAccess: 'PRIVATE_ONLY', natGateways: 1, requirementsVersion: 'v1' }],
  'emr-superset': [{}, { source: 'trino', vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'us-east-1a' }],
  'emr-zeppelin': [{}, { size: 'multi', keepSnapshot: true }],
  'firehose-redshift': [
    {},
    { warehouse: 'provisioned', customerKey: true },
    { delivery: 'autocopy' },
    { delivery: 'autocopy', warehouse: 'provisioned' },
    { delivery: 'streaming', warehouse: 'provisioned' },
  ],
  'rds-postgres': [
    {},
    {
      publicAccess: true,
      allowedCidrs: '203.0.113.7/32',
      replicas: 2,
      alertEmail: 'someone@example.com',
      alertWebhook: 'https://example.com/events',
    },
  ],
  'macie-data-lake': [{}, { customerKey: true, dailyScan: true, email: 'someone@example.com' }],
};
