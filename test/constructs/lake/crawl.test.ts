import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Crawl, Crawler, type CrawlProps } from 'stagecraft-constructs/lake';
import { readable, statementsOf, templateOf } from '../../support/synth';
import { weatherIn } from './weather';

function machineWith(props: Partial<CrawlProps> = {}) {
  return templateOf((stack) => {
    const { readings, daily } = weatherIn(stack);
    const crawlers = [
      new Crawler(stack, 'Readings crawler', { tables: [readings] }),
      new Crawler(stack, 'Daily crawler', { tables: [daily], makesTables: true }),
    ];
    const crawl = new Crawl(stack, 'Crawl', { crawlers, ...props });
    const definition = crawl.next(sfn.Pass.jsonata(stack, 'Afterwards'));
    new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(definition) });
  });
}

const template = machineWith();
const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
const { States: states, StartAt: startAt } = JSON.parse(readable(machine?.Properties.DefinitionString));
const [branch, ...others] = states.Crawl.Branches;
const state = (what: string) => branch.States[`Crawl: ${what} Readings crawler`];

test('runs all crawlers in parallel, in one branch each', () => {
  expect(startAt).toBe('Crawl');
  expect(states.Crawl.Type).toBe('Parallel');
  expect(others).toHaveLength(1);
});

test('passes its input to the next state', () => {
  expect(states.Crawl).toMatchObject({ Next: 'Afterwards', Output: '{% $states.input %}' });
});

test('starts a crawler and polls it every 15 seconds', () => {
  expect(branch.StartAt).toBe('Crawl: start Readings crawler');
  expect(state('start')).toMatchObject({
    Resource: 'arn:<partition>:states:::aws-sdk:glue:startCrawler',
    Arguments: { Name: '<Readingscrawler>' },
    Next: 'Crawl: wait for Readings crawler',
  });
  expect(state('wait for')).toMatchObject({ Type: 'Wait', Seconds: 15, Next: 'Crawl: look at Readings crawler' });
  expect(state('look at')).toMatchObject({
    Resource: 'arn:<partition>:states:::aws-sdk:glue:getCrawler',
    Next: 'Crawl: verdict on Readings crawler',
  });
});

test('waits for a crawler that is running already', () => {
  expect(state('start').Catch).toEqual([{ ErrorEquals: ['Glue.CrawlerRunningException'], Next: 'Crawl: wait for Readings crawler' }]);
});

test('retries throttled calls with backoff', () => {
  for (const task of [state('start'), state('look at')]) {
    expect(task.Retry).toEqual([
      { ErrorEquals: ['Glue.ThrottlingException', 'Glue.OperationTimeoutException'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 6 },
    ]);
  }
});

test('ends only when the crawler is ready and its last crawl succeeded', () => {
  expect(state('verdict on')).toMatchObject({
    Choices: [
      { Condition: "{% $states.input.Crawler.State != 'READY' %}", Next: 'Crawl: wait for Readings crawler' },
      { Condition: "{% $states.input.Crawler.LastCrawl.Status = 'SUCCEEDED' %}", Next: 'Crawl: done with Readings crawler' },
    ],
    Default: 'Crawl: failed Readings crawler',
  });
});

test('fails with the error message of the crawler', () => {
  expect(state('failed')).toMatchObject({ Type: 'Fail', Error: 'CrawlFailed' });
  expect(state('failed').Cause).toContain('$states.input.Crawler.LastCrawl.ErrorMessage');
});

test('the state machine may start and poll these crawlers, and nothing else', () => {
  const arn = (id: string) => `arn:<partition>:glue:<region>:<account>:crawler/<${id}>`;

  expect(statementsOf(template, 'MachineRole')).toEqual([
    { actions: ['glue:StartCrawler'], resources: [arn('Readingscrawler')] },
    { actions: ['glue:GetCrawler'], resources: [arn('Readingscrawler')] },
    { actions: ['glue:StartCrawler'], resources: [arn('Dailycrawler')] },
    { actions: ['glue:GetCrawler'], resources: [arn('Dailycrawler')] },
  ]);
});

test('pollEvery sets the poll interval', () => {
  const [slow] = Object.values(machineWith({ pollEvery: Duration.minutes(1) }).findResources('AWS::StepFunctions::StateMachine'));

  expect(readable(slow?.Properties.DefinitionString)).toContain('"Seconds":60');
});

test('refuses an empty list of crawlers', () => {
  expect(() => machineWith({ crawlers: [] })).toThrow(/crawlers is empty.*at least one crawler/);
});
