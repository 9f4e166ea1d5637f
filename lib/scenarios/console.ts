import type { Target } from '../aws/aws';
import { JobError } from '../errors';

/** Console domains by partition; the first part of a region identifies its partition. */
const CONSOLES: readonly (readonly [prefix: string, host: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['', 'console.aws.amazon.com'],
];

/** URL of a page of the AWS console, in the region of the target. @throws JobError with a custom endpoint, which has no console */
export function consoleUrl({ region, endpoint }: Pick<Target, 'region' | 'endpoint'>, page: string, fragment = ''): string {
  requireConsole(endpoint);
  const [, host] = CONSOLES.find(([prefix]) => region.startsWith(prefix)) ?? ['', ''];
  return `https://${region}.${host}/${page}?region=${region}${fragment === '' ? '' : `#${fragment}`}`;
}

/** URL of a secret in the console. @throws JobError when there is no such secret, or with a custom endpoint */
export function secretUrl(target: Pick<Target, 'region' | 'endpoint'>, secret: string | undefined): string {
  if (secret === undefined)
    throw new JobError({ problem: 'this deployment has no such secret', fix: 'stagecraft outputs <scenario> lists the existing ones' });
  return consoleUrl(target, 'secretsmanager/secret').replace('?', `?name=${encodeURIComponent(secret)}&`);
}

/** URL of a QuickSight dashboard. @throws JobError with a custom endpoint */
export function dashboardUrl({ region, endpoint }: Pick<Target, 'region' | 'endpoint'>, dashboard: string): string {
  requireConsole(endpoint);
  const host = region.startsWith('cn-') ? 'quicksight.amazonaws.cn' : 'quicksight.aws.amazon.com';
  return `https://${region}.${host}/sn/dashboards/${dashboard}`;
}

function requireConsole(endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  throw new JobError({
    problem: 'no console behind a custom endpoint',
    got: endpoint,
    fix: 'unset AWS_ENDPOINT_URL to open the AWS console',
  });
}
