import { propertiesOf, statementsOf } from '../../support/synth';
import { definitionsOf, type State, templatesOf } from './templates';

const templates = templatesOf();
const { lake, workflows } = templates;
const all = Object.values(templates);

describe('acceptance 6: permissions', () => {
  const statements = all.flatMap((template) => statementsOf(template));

  test('acceptance 6: no action has a wildcard, and only actions without resource-level permissions use the resource *', () => {
    const bare = statements.filter(({ resources }) => resources.includes('*'));

    expect(statements.length).toBeGreaterThan(60);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    expect([...new Set(bare.flatMap(({ actions }) => actions).map((action) => action.split(':')[0]))].sort()).toEqual([
      'cloudwatch',
      'ec2',
      'ec2messages',
      'elasticmapreduce',
      'logs',
      'ssm',
      'ssmmessages',
      'xray',
    ]);
    expect(bare.filter(({ actions }) => actions[0] === 'elasticmapreduce:RunJobFlow').every(({ conditions }) => conditions !== undefined)).toBe(true);
  });

  test('acceptance 6: the crawlers may read only the two data buckets', () => {
    const read = ['RawCrawlerRole', 'ProcessedCrawlerRole'].map((of) =>
      statementsOf(lake, of).filter(({ actions }) => actions.some((action) => action.startsWith('s3:'))),
    );

    expect(read.map((each) => [...new Set(each.flatMap(({ resources }) => resources))])).toEqual([
      ['<Raw.Arn>/*', '<Raw.Arn>'],
      ['<Processed.Arn>/*', '<Processed.Arn>'],
    ]);
  });

  test('acceptance 6: jobs may write only the silver and gold layers and their logs, with and without a cluster', () => {
    const written = (statements: ReturnType<typeof statementsOf>) =>
      statements
        .filter(({ actions }) => actions.includes('s3:PutObject'))
        .flatMap(({ resources }) => resources.map((resource) => resource.replace(/^<import (\w+?)[0-9A-F]{8}Arn\w*>/, '<$1.Arn>')))
        .sort();

    expect(written(statementsOf(lake, 'RolesInstances'))).toEqual(['<Analyzed.Arn>/*', '<Logs.Arn>/elasticmapreduce/*', '<Processed.Arn>/*']);
    expect(written(statementsOf(workflows, 'ApplicationJobs'))).toEqual(['<Analyzed.Arn>/*', '<Logs.Arn>/emr-serverless/*', '<Processed.Arn>/*']);
  });
});

describe('acceptance 7: state machines', () => {
  const machines = propertiesOf(workflows, 'AWS::StepFunctions::StateMachine');
  const definitions = definitionsOf(workflows);

  test('acceptance 7: two state machines of the article, and two for EMR Serverless, all of type STANDARD', () => {
    const named = machines.flatMap(({ StateMachineName }) => StateMachineName ?? []);
    // Two more, without a name, end the clusters of executions that were stopped.
    expect(machines).toHaveLength(named.length + 2);
    expect(named.sort()).toEqual(['EMR-Demo-Analysis', 'EMR-Demo-Analysis-Serverless', 'EMR-Demo-Process', 'EMR-Demo-Process-Serverless']);
    for (const { StateMachineType } of machines) expect(StateMachineType).toBe('STANDARD');
  });

  test.each([
    ['EMR-Demo-Process', 3],
    ['EMR-Demo-Analysis', 4],
  ] as const)('acceptance 7: every step of %s waits for its job, and has a Catch', (name, count) => {
    const branches = definitions[name]?.States['Add_Steps_Parallel']?.Branches ?? [];

    expect(branches).toHaveLength(count);
    for (const { StartAt, States } of branches) {
      expect(States[StartAt]?.Resource).toBe('arn:aws:states:::elasticmapreduce:addStep.sync');
      expect(States[StartAt]?.Catch?.[0]?.ErrorEquals).toEqual(['States.ALL']);
    }
  });

  test.each(['EMR-Demo-Process', 'EMR-Demo-Analysis'])(
    'acceptance 7: after a failure, %s disables termination protection of the cluster that it created and terminates it',
    (name) => {
      const states = definitions[name]!.States;
      const [caught] = states['Add_Steps_Parallel']?.Catch ?? [];
      const choice = states[caught?.Next ?? '']!;
      const unprotect = states[choice.Choices?.[0]?.Next ?? '']!;
      const terminate = states[unprotect.Next ?? '']!;

      expect(caught?.ErrorEquals).toEqual(['States.ALL']);
      expect(choice.Choices?.[0]?.Condition).toBe('{% $Created %}');
      expect(unprotect).toMatchObject({
        Resource: 'arn:aws:states:::elasticmapreduce:setClusterTerminationProtection',
        Arguments: { ClusterId: '{% $ClusterId %}', TerminationProtected: false },
      });
      expect(terminate).toMatchObject({ Resource: 'arn:aws:states:::elasticmapreduce:terminateCluster.sync' });
      expect(states[terminate.Next ?? '']?.Type).toBe('Fail');
      expect(states[choice.Default ?? '']?.Type).toBe('Fail');
    },
  );

  test('acceptance 7: logs errors, with a retention of seven days', () => {
    workflows.resourceCountIs('AWS::Logs::LogGroup', 1);
    workflows.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vendedlogs/states/EmrDemoStateMachineLogGroup',
      RetentionInDays: 7,
    });
    for (const { LoggingConfiguration } of machines) expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
  });
});

describe('acceptance 8: an existing cluster as input', () => {
  const reachable = (states: Readonly<Record<string, State>>, from: string, without: (choice: string) => boolean): ReadonlySet<string> => {
    const seen = new Set([from]);
    for (const name of seen) {
      const { Next, Default, Choices = [] } = states[name]!;
      for (const next of [Next, Default, ...Choices.filter(({ Condition }) => !without(Condition)).map((each) => each.Next)])
        if (next) seen.add(next);
    }
    return seen;
  };

  test.each(['EMR-Demo-Process', 'EMR-Demo-Analysis'])(
    'acceptance 8: %s creates no cluster, and terminates the existing one only if asked to',
    (name) => {
      const states = definitionsOf(workflows)[name]!.States;
      const [given] = states['Should_Create_Cluster']?.Choices ?? [];
      const path = reachable(states, given?.Next ?? '', (condition) => ['{% $Terminate %}', '{% $Created %}'].includes(condition));

      expect(given?.Condition).toContain('CreateCluster = false');
      expect(states[given?.Next ?? '']?.Assign).toMatchObject({ Created: false });
      expect(
        [...path].filter((state) => /Create|Terminat|Protection/.test(state) && !state.startsWith('Should_') && !state.startsWith('Was_')),
      ).toEqual([]);
      expect(path).toContain('Wrapping_Up');
    },
  );
});
