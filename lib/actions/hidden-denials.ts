import type { Refusal } from 'stagecraft-constructs/errors';
import { holderOf, type World } from '../access/world';
import type { AccessFinding, RoleReport } from '../contract/access';
import { counted } from '../rehearsal/report/words';
import { services } from '../services';

/**
 * Whether a denial may be behind a finding, so that it fails as a denial does.
 *
 * A statement that cannot be evaluated does not hide one: it denies, or allows nothing. Nor does an action that AWS lacks.
 * A policy that AWS writes allows, save for those whose names say that they deny.
 */
export function mayHideDenial({ kind, what }: AccessFinding): boolean {
  if (kind === 'managed-policy') return !/:iam::aws:policy\//.test(what) || /Deny|Quarantine/.test(what);
  return kind !== 'policy' && kind !== 'action';
}

/** What to say about findings behind which a denial may be; undefined when there is none. */
export function hiddenDenialOf(findings: readonly AccessFinding[]): Refusal | undefined {
  const hiding = findings.filter(mayHideDenial);
  const [first] = hiding;
  const fix = 'name in the templates what the finding names, or read the policies that it leaves open';
  return first && { problem: `${counted(hiding.length, 'finding')} may hide a denial, first: ${first.where}`, got: first.what, fix };
}

/** Types whose resources have policies beside those of roles. */
const WITH_POLICIES = new Set([
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::Kinesis::Stream',
  'AWS::Lambda::Function',
  'AWS::MSK::Cluster',
  'AWS::S3::Bucket',
  'AWS::S3Tables::TableBucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
]);

/**
 * Resources from outside whose policies deny nothing that is asked here.
 *
 * The bucket of `cdk bootstrap` denies requests without TLS, its repositories nobody: https://github.com/aws/aws-cdk-cli (bootstrap-template.yaml).
 * The queue of MWAA and the repositories of EKS are in accounts of the service, which serves every caller that its guide tells to ask:
 * https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
const OF_AWS = /:s3:::cdk-[a-z0-9]+-assets-\d{12}-|:repository\/(cdk-[a-z0-9]+-container-assets-\d{12}-|eks\/)|:airflow-celery-/;

/** Resources that roles may use and that no template has: their policies may deny what is allowed here. */
export function outsideResources({ deployed, resources }: World, roles: readonly RoleReport[]): readonly AccessFinding[] {
  const known = new Set(deployed.flatMap((resource) => services.arnOf(resource, resource.location) ?? []));
  const found = new Map<string, AccessFinding>();
  for (const { id, requests } of roles) {
    for (const { decision, request } of requests) {
      const holder = holderOf(request.resource);
      if (
        !decision.isAllowed ||
        OF_AWS.test(holder) ||
        known.has(request.resource) ||
        known.has(holder) ||
        resources.has(holder) ||
        found.has(holder)
      )
        continue;
      if (!services.typesOfArn(holder).some((type) => WITH_POLICIES.has(type))) continue;
      found.set(holder, {
        kind: 'outside-resource',
        where: id,
        what: `it uses ${holder}, which is not in the templates, so that its policy is not known`,
      });
    }
  }
  return [...found.values()];
}
