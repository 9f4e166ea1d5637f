/**
 * What breaks a rule of the house today, by name. The lists only shrink: a test fails as soon as one of these breaks its rule no longer, and new code
 * is never added.
 */

/** Files that import themselves by way of others. */
export const CIRCLES: readonly string[] = [
  'lib/aws/aws.ts',
  'lib/aws/cluster.ts',
  'lib/aws/emr-clusters.ts',
  'lib/aws/emr-steps.ts',
  'lib/aws/emr.ts',
  'lib/aws/glue-catalog.ts',
  'lib/aws/glue-crawlers.ts',
  'lib/aws/glue-jobs.ts',
  'lib/aws/glue.ts',
  'lib/aws/logs.ts',
  'lib/aws/pod-access.ts',
  'lib/aws/port-forward.ts',
  'lib/aws/port-forwarding.ts',
  'lib/aws/rds.ts',
  'lib/aws/s3-upload.ts',
  'lib/aws/s3.ts',
  'lib/aws/ssm.ts',
  'lib/deployment/probes-emr.ts',
  'lib/deployment/probes-rds.ts',
  'lib/deployment/probes.ts',
  'lib/manifests/installation.ts',
  'lib/manifests/secrets.ts',
  'lib/scenarios/load.ts',
  'lib/scenarios/macie-data-lake/rehearsal.ts',
  'lib/scenarios/macie-data-lake/rehearsal/rules.ts',
  'lib/scenarios/macie-data-lake/scenario.ts',
  'lib/scenarios/macie-data-lake/stacks.ts',
  'lib/scenarios/quicksight-auth0/rehearsal.ts',
  'lib/scenarios/quicksight-auth0/rehearsal/synthesis.ts',
  'lib/scenarios/quicksight-auth0/scenario.ts',
  'lib/scenarios/quicksight-auth0/stacks.ts',
  'lib/scenarios/registry.ts',
  'lib/scenarios/scenario.ts',
  'lib/scenarios/synthesize.ts',
  'workloads/rds-postgres/dump.ts',
  'workloads/rds-postgres/input.ts',
];
