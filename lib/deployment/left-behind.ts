import type { Leftover } from '../contract/leftover';

/** A resource by its type and the id that CloudFormation gave it. */
export interface NamedResource {
  readonly type: string;
  readonly physicalId: string;
}

const BY_TYPE: Readonly<Record<string, (id: string) => Leftover | readonly Leftover[]>> = {
  'AWS::S3::Bucket': (bucket) => ({ kind: 'bucket-contents', bucket }),
  'AWS::Glue::Database': (database) => ({ kind: 'catalog-tables', database }),
  'AWS::Glue::Crawler': (stream) => ({ kind: 'log-stream', group: '/aws-glue/crawlers', stream }),
  // Named one by one: the names of another stage's groups begin in the same way.
  'AWS::MWAA::Environment': (environment) =>
    ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((part) => ({
      kind: 'log-group' as const,
      name: `airflow-${environment}-${part}`,
    })),
  'AWS::Lambda::Function': (name) => ({ kind: 'log-group', name: `/aws/lambda/${name}` }),
};

/** What services leave behind for resources of these types, whichever scenario they belong to. It needs no contract, so it works for half a stack. */
export function leftBehindBy(resources: readonly NamedResource[]): readonly Leftover[] {
  return resources.flatMap(({ type, physicalId }) => BY_TYPE[type]?.(physicalId) ?? []);
}
