import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import type { ICrawler } from './crawler-base';

/** Properties of a `Crawl`. */
export interface CrawlProps {
  /** Crawlers to run in parallel. */
  readonly crawlers: ICrawler[];

  /**
   * Poll interval; each poll costs a state transition.
   *
   * @default Duration.seconds(15)
   */
  readonly pollEvery?: Duration;
}

/**
 * Part of a state machine that runs crawlers and continues when all are ready again.
 *
 * It waits for a crawler that is running already. A failed crawl fails the state machine with error `CrawlFailed` and the message of the crawler.
 * The states are written in JSONata; their output is the input.
 */
export class Crawl extends sfn.StateMachineFragment {
  public readonly startState: sfn.State;
  public readonly endStates: sfn.INextable[];

  constructor(scope: Construct, id: string, props: CrawlProps) {
    super(scope, id);
    if (props.crawlers.length === 0) {
      throw new PropError(this, { problem: 'crawlers is empty', allowed: 'at least one crawler', fix: 'name the crawlers to run' });
    }

    const all = sfn.Parallel.jsonata(this, id, { outputs: '{% $states.input %}' });
    for (const crawler of props.crawlers) all.branch(this.run(crawler, props.pollEvery ?? Duration.seconds(15)));
    this.startState = all;
    this.endStates = [all];
  }

  private run(crawler: ICrawler, pollEvery: Duration): sfn.IChainable {
    const state = (what: string) => `${this.node.id}: ${what} ${crawler.node.id}`;
    const call = (what: string, action: string) =>
      CallAwsService.jsonata(this, state(what), {
        service: 'glue',
        action: `${action.charAt(0).toLowerCase()}${action.slice(1)}`,
        iamAction: `glue:${action}`,
        iamResources: [crawler.crawlerArn],
        parameters: { Name: crawler.crawlerName },
      }).addRetry({
        errors: ['Glue.ThrottlingException', 'Glue.OperationTimeoutException'],
        interval: Duration.seconds(2),
        backoffRate: 2,
        maxAttempts: 6,
      });

    const start = call('start', 'StartCrawler');
    const wait = sfn.Wait.jsonata(this, state('wait for'), { time: sfn.WaitTime.duration(pollEvery) });
    const look = call('look at', 'GetCrawler');
    const ready = sfn.Pass.jsonata(this, state('done with'));
    const failed = sfn.Fail.jsonata(this, state('failed'), {
      error: 'CrawlFailed',
      cause: `{% $states.input.Crawler.Name & ': ' & ($exists($states.input.Crawler.LastCrawl.ErrorMessage) ? $states.input.Crawler.LastCrawl.ErrorMessage : 'no reason from Glue') %}`,
    });
    const verdict = sfn.Choice.jsonata(this, state('verdict on'))
      .when(sfn.Condition.jsonata("{% $states.input.Crawler.State != 'READY' %}"), wait)
      .when(sfn.Condition.jsonata("{% $states.input.Crawler.LastCrawl.Status = 'SUCCEEDED' %}"), ready)
      .otherwise(failed);

    wait.next(look).next(verdict);
    return start.addCatch(wait, { errors: ['Glue.CrawlerRunningException'] }).next(wait);
  }
}
