import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { GlueStartJobRun } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { type AthenaFunction, Crawl, type ICrawler, InvokeAthenaFunction, type SparkJob } from 'stagecraft-constructs/lake';

/** Functions, job and crawlers of the pipeline. */
export interface PipelineProps {
  readonly name: string;
  readonly crawlers: Readonly<Record<'rates' | 'enriched' | 'compacted', ICrawler>> & { readonly raw: readonly ICrawler[] };
  readonly job: SparkJob;
  readonly functions: Readonly<Record<'data' | 'locations' | 'mappings' | 'enrich' | 'compact', AthenaFunction>>;
}

/** The whole run as a state machine; its input is the hub and the days to enrich. */
export class Pipeline extends Construct {
  public readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { name, crawlers, job, functions }: PipelineProps) {
    super(scope, id);
    const crawl = (what: string, which: readonly ICrawler[]) => new Crawl(this, `Crawl ${what}`, { crawlers: [...which] });
    const invoke = (what: string, which: AthenaFunction, event = {}) =>
      new InvokeAthenaFunction(this, what, { function: which.function, event: { wait: true, ...event } });
    const input = (field: string) => `{% $states.context.Execution.Input.${field} %}`;

    const toParquet = sfn.Parallel.jsonata(this, 'Raw data to Parquet', { outputs: '{% $states.input %}' });
    toParquet.branch(
      invoke('Readings to Parquet', functions.data),
      invoke('Locations to Parquet', functions.locations),
      invoke('Mappings to Parquet', functions.mappings),
    );

    const run = crawl('raw data', crawlers.raw)
      .next(toParquet)
      .next(this.runJob(job))
      .next(crawl('rates', [crawlers.rates]))
      .next(invoke('Enrich one hub', functions.enrich, { loc_id: input('loc_id'), date_from: input('date_from'), date_to: input('date_to') }))
      .next(crawl('enriched readings', [crawlers.enriched]))
      .next(invoke('Compact', functions.compact))
      .next(crawl('compacted readings', [crawlers.compacted]));

    // Checked first: otherwise the run would fail after a quarter of an hour, when the first function needs them.
    const given = ['loc_id', 'date_from', 'date_to'].map((field) => `$exists($states.context.Execution.Input.${field})`).join(' and ');
    const definition = sfn.Choice.jsonata(this, 'Are hub and days given')
      .when(sfn.Condition.jsonata(`{% ${given} %}`), run)
      .otherwise(sfn.Fail.jsonata(this, 'Not given', { error: 'InputMissing', cause: 'the input must have loc_id, date_from and date_to' }));

    this.stateMachine = new sfn.StateMachine(this, 'Resource', {
      stateMachineName: name,
      comment: 'Raw files to priced, compacted Parquet',
      definitionBody: sfn.DefinitionBody.fromChainable(definition),
      timeout: Duration.hours(1),
      tracingEnabled: true,
      logs: {
        destination: new logs.LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: logs.RetentionDays.ONE_WEEK,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Delivery of logs to CloudWatch and traces to X-Ray are permissions that know no resources',
    });
  }

  private runJob(job: SparkJob): sfn.TaskStateBase {
    return GlueStartJobRun.jsonata(this, 'Rates to Parquet', {
      glueJobName: job.job.jobName,
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      outputs: '{% $states.input %}',
    }).addRetry({
      errors: ['Glue.ThrottlingException', 'Glue.ConcurrentRunsExceededException', 'Glue.OperationTimeoutException'],
      interval: Duration.seconds(10),
      backoffRate: 2,
      maxAttempts: 5,
    });
  }
}
