import { compare } from '../../lib/deployment/compare';
import { deployStacks } from '../../lib/deployment/deploy-stacks';
import { nextCommands } from '../../lib/deployment/plan';
import type { FailedResource } from '../../lib/deployment/toolkit';
import type { Synthesized } from '../../lib/scenarios/synthesize';
import { recordingTask } from '../support/task';

/** Fake toolkit: emits the given messages, then runs the given action. */
const toolkit = {
  host: undefined as unknown as { notify(message: object): Promise<void> },
  options: {} as Record<string, unknown>,
  deploy: jest.fn(),
  diff: jest.fn(),
};
jest.mock('@aws-cdk/toolkit-lib', () => ({
  BaseCredentials: { awsCliCompatible: (options: object) => options },
  DiffMethod: { TemplateOnly: () => 'template-only' },
  ExpandStackSelection: { NONE: 'none' },
  StackSelectionStrategy: { PATTERN_MUST_MATCH: 'pattern-must-match' },
  Toolkit: class {
    public deploy = toolkit.deploy;
    public diff = toolkit.diff;
    constructor(options: Record<string, unknown> & { ioHost: typeof toolkit.host }) {
      toolkit.host = options.ioHost;
      toolkit.options = options;
    }
    public async fromAssemblyDirectory(directory: string) {
      return { directory };
    }
  },
}));

const target = { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws:iam::111122223333:user/tester' };
const stack = {
  stackName: 'toy-store',
  hierarchicalId: 'toy/store',
  findMetadataByType: () => [{ data: 'Data1', path: '/toy/store/Data/Resource' }],
};
const synthesized = { assembly: { directory: '/assembly' }, stacks: [stack] } as unknown as Synthesized;
const options = { target, profile: 'work', synthesized };
const next = nextCommands('toy', 'dev', {});
const noFailures = { failures: async (): Promise<readonly FailedResource[]> => [] };

const event = (LogicalResourceId: string, ResourceStatus: string, ResourceStatusReason?: string) => ({
  code: 'CDK_TOOLKIT_I5502',
  message: '',
  data: {
    event: { StackName: 'toy-store', ResourceType: 'AWS::S3::Bucket', LogicalResourceId, ResourceStatus, ResourceStatusReason },
    progress: { formatted: '1/2' },
  },
});

beforeEach(() => {
  toolkit.deploy.mockReset();
  toolkit.diff.mockReset();
  delete process.env['CDK_HOME'];
});

describe('deployStacks', () => {
  test('deploys the assembly with the given credentials, and returns names and outputs', async () => {
    toolkit.deploy.mockResolvedValue({ stacks: [{ stackName: 'toy-store', outputs: { bucket: 'toy-bucket' }, environment: {} }] });
    await expect(deployStacks(options, noFailures, next, recordingTask())).resolves.toEqual([
      { name: 'toy-store', outputs: { bucket: 'toy-bucket' } },
    ]);
    expect(toolkit.options).toMatchObject({
      color: false,
      emojis: false,
      sdkConfig: { baseCredentials: { profile: 'work', defaultRegion: 'eu-central-1' } },
    });
    expect(toolkit.deploy).toHaveBeenCalledWith(
      { directory: '/assembly' },
      { stacks: { strategy: 'pattern-must-match', patterns: ['toy/store'], expand: 'none' }, stackEventPollingInterval: 2_000 },
    );
    expect(process.env['CDK_HOME']).toBeUndefined();
  });

  test("at an emulator polls more often, and isolates the toolkit's account cache", async () => {
    toolkit.deploy.mockResolvedValue({ stacks: [] });
    await deployStacks({ ...options, target: { ...target, endpoint: 'http://127.0.0.1:4566' } }, noFailures, next, recordingTask());
    expect(toolkit.deploy).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ stackEventPollingInterval: 200 }));
    expect(process.env['CDK_HOME']).toMatch(/stagecraft-\d+-\w+$/);
  });

  test("a failure shows resource, CloudFormation's reason, construct and number of further failures", async () => {
    toolkit.deploy.mockImplementation(async () => {
      await toolkit.host.notify(event('Other9', 'CREATE_FAILED', 'Resource creation cancelled'));
      await toolkit.host.notify(event('Data1', 'CREATE_FAILED', 'toy-bucket already exists'));
      await toolkit.host.notify(event('More2', 'CREATE_FAILED', 'not allowed'));
      throw new Error('The stack named toy-store failed creation');
    });
    await expect(deployStacks(options, noFailures, next, recordingTask())).rejects.toMatchObject({
      exitCode: 1,
      refusal: {
        problem: 'toy-store: AWS::S3::Bucket toy/store/Data/Resource is CREATE_FAILED; 1 more failed: More2',
        got: 'toy-bucket already exists',
        fix: 'correct the cause, then stagecraft deploy toy; or stagecraft destroy toy to remove what was made',
      },
    });
  });

  test('requests the validation errors of a change set that failed', async () => {
    toolkit.deploy.mockImplementation(async () => {
      await toolkit.host.notify({ ...event('toy-store', 'ROLLBACK_COMPLETE') });
      throw new Error('failed creation');
    });
    const failures = jest.fn(async () => [
      { stack: 'toy-store', logicalId: 'Data1', type: 'AWS::S3::Bucket', status: 'VALIDATION_FAILED', reason: 'already exists' },
    ]);
    await expect(deployStacks(options, { failures }, next, recordingTask())).rejects.toThrow(
      /AWS::S3::Bucket toy\/store\/Data\/Resource is VALIDATION_FAILED; got already exists/,
    );
    expect(failures).toHaveBeenCalledWith('toy-store');
  });

  test('a failure before any change quotes the toolkit, without colours and signs', async () => {
    toolkit.deploy.mockRejectedValue(new Error('\u001b[31m ❌  Need to perform AWS calls\u001b[39m'));
    await expect(deployStacks(options, noFailures, next, recordingTask())).rejects.toThrow(
      'the deployment failed before a resource was touched; got Need to perform AWS calls; correct the cause, then stagecraft deploy toy',
    );
  });

  test('Ctrl-C ends at once and reports what CloudFormation continues', async () => {
    toolkit.deploy.mockReturnValue(new Promise(() => {}));
    const task = recordingTask();
    const deploying = deployStacks(options, noFailures, next, task);
    setTimeout(() => task.abort(), 5);
    await expect(deploying).rejects.toThrow(
      /interrupted; CloudFormation goes on.*stagecraft status toy shows how far it is; stagecraft destroy toy waits for it and removes everything/,
    );
  });

  test('notices Ctrl-C before the first stack', async () => {
    toolkit.deploy.mockReturnValue(new Promise(() => {}));
    const task = recordingTask();
    task.abort();
    await expect(deployStacks(options, noFailures, next, task)).rejects.toThrow(/interrupted/);
  });
});

describe('compare', () => {
  const resources = (all: object) => ({
    forEachDifference(each: (id: string, difference: unknown) => void) {
      for (const [id, value] of Object.entries(all)) each(id, value);
    },
  });

  test('lists additions, changes, replacements and removals per stack, from templates only', async () => {
    toolkit.diff.mockImplementation(async () => {
      await toolkit.host.notify({ code: 'CDK_ANY', message: 'chatter', data: undefined });
      await toolkit.host.notify({
        code: 'CDK_TOOLKIT_I4002',
        message: '',
        data: {
          stack: { stackName: 'toy-store' },
          numStacksWithChanges: 1,
          formattedDiff: { diff: '\nStack toy-store\n' },
          diffs: {
            'toy-store': {
              resources: resources({
                A: { changeImpact: 'WILL_CREATE', resourceType: 'AWS::S3::Bucket' },
                B: { changeImpact: 'WILL_REPLACE', resourceType: 'AWS::S3::Bucket' },
                C: { changeImpact: 'MAY_REPLACE', resourceType: 'AWS::S3::Bucket' },
                D: { changeImpact: 'WILL_DESTROY', resourceType: 'AWS::S3::Bucket' },
                E: { changeImpact: 'WILL_ORPHAN', resourceType: 'AWS::S3::Bucket' },
                F: { changeImpact: 'WILL_UPDATE', resourceType: undefined },
                G: { changeImpact: 'NO_CHANGE', resourceType: 'AWS::S3::Bucket' },
              }),
            },
          },
        },
      });
    });
    const [difference] = await compare(options, recordingTask());
    expect(difference).toMatchObject({ stack: 'toy-store', differs: true, text: 'Stack toy-store' });
    expect(difference?.changes.map(({ logicalId, change }) => `${logicalId} ${change}`)).toEqual([
      'A add',
      'B replace',
      'C may-replace',
      'D remove',
      'E let-go',
      'F change',
    ]);
    expect(toolkit.diff).toHaveBeenCalledWith({ directory: '/assembly' }, { method: 'template-only' });
  });

  test('quotes the toolkit when a comparison fails', async () => {
    toolkit.diff.mockRejectedValue(new Error('no access to the lookup role'));
    await expect(compare(options, recordingTask())).rejects.toThrow('the deployed stacks could not be compared; got no access to the lookup role');
  });
});
