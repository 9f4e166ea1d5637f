import { propertiesOf, readable, statementsOf } from '../../support/synth';
import { foldersIn, templatesOf } from './templates';

const { processing } = templatesOf();

describe('the analyst', () => {
  const statements = statementsOf(processing, 'Analyst');

  test('may run queries only in the workgroup of analysts', () => {
    const running = statements.filter(({ actions }) => actions.includes('athena:StartQueryExecution'));
    expect(running.map(({ resources }) => resources)).toEqual([['arn:<partition>:athena:<region>:<account>:workgroup/<Workgroup>']]);
  });

  test('may read the ten tables, and write only results', () => {
    const reading = foldersIn(statements.filter(({ actions }) => actions.includes('s3:GetObject')));
    expect(reading.sort()).toEqual([
      'electricity_rates_parquet',
      'electricity_rates_xml',
      'etl_output_parquet',
      'etl_tmp_output_parquet',
      'sensor_mappings_json',
      'sensor_mappings_parquet',
      'smart_hub_data_json',
      'smart_hub_data_parquet',
      'smart_hub_locations_csv',
      'smart_hub_locations_parquet',
      'tmp',
    ]);
    expect(foldersIn(statements.filter(({ actions }) => actions.includes('s3:PutObject')))).toEqual(['tmp']);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => /^glue:(Batch)?(Create|Update|Delete)/.test(action))).toEqual([]);
  });
});

describe('the pipeline', () => {
  const [machine] = propertiesOf(processing, 'AWS::StepFunctions::StateMachine');
  const definition = JSON.parse(readable(machine.DefinitionString));

  test('runs all steps in order', () => {
    const order: string[] = [];
    for (let name = 'Crawl raw data'; name !== undefined; name = definition.States[name].Next) order.push(name);

    expect(order).toEqual([
      'Crawl raw data',
      'Raw data to Parquet',
      'Rates to Parquet',
      'Crawl rates',
      'Enrich one hub',
      'Crawl enriched readings',
      'Compact',
      'Crawl compacted readings',
    ]);
  });

  test('crawls the four raw tables and runs the three CTAS at the same time', () => {
    expect(definition.States['Crawl raw data'].Branches).toHaveLength(4);
    expect(definition.States['Raw data to Parquet'].Branches).toHaveLength(3);
  });

  test('waits for the Glue job, and retries when Glue is busy', () => {
    expect(definition.States['Rates to Parquet']).toMatchObject({ Resource: 'arn:<partition>:states:::glue:startJobRun.sync' });
    expect(definition.States['Rates to Parquet'].Retry[0].ErrorEquals).toContain('Glue.ThrottlingException');
  });

  test('enriches hub and days of its input, and refuses an incomplete input before it starts anything', () => {
    expect(definition.States['Enrich one hub'].Arguments.Payload).toEqual({
      wait: true,
      loc_id: '{% $states.context.Execution.Input.loc_id %}',
      date_from: '{% $states.context.Execution.Input.date_from %}',
      date_to: '{% $states.context.Execution.Input.date_to %}',
    });
    expect(definition.StartAt).toBe('Are hub and days given');
    expect(definition.States['Are hub and days given']).toMatchObject({ Choices: [{ Next: 'Crawl raw data' }], Default: 'Not given' });
    expect(definition.States['Not given']).toMatchObject({ Type: 'Fail', Error: 'InputMissing' });
  });

  test('has a timeout, tracing and logs', () => {
    expect(definition.TimeoutSeconds).toBe(3_600);
    expect(machine.TracingConfiguration).toEqual({ Enabled: true });
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
  });

  test('may start only the resources of its definition', () => {
    const allowed = statementsOf(processing, 'PipelineRole').filter(({ resources }) => !resources.includes('*'));
    const actions = [...new Set(allowed.flatMap((statement) => statement.actions))].sort();

    expect(actions).toEqual([
      'glue:BatchStopJobRun',
      'glue:GetCrawler',
      'glue:GetJobRun',
      'glue:GetJobRuns',
      'glue:StartCrawler',
      'glue:StartJobRun',
      'lambda:InvokeFunction',
    ]);
    expect(allowed.flatMap(({ resources }) => resources).filter((resource) => resource.includes('*'))).toEqual([]);
  });
});
