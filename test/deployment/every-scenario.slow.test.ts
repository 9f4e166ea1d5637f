import { registry } from '../../lib/scenarios/registry';
import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../support/account/deployed';
import type { FakeAccount } from '../support/account/fake-account';
import { useAll } from '../support/account/usage';

const MINUTE = 60_000;

describe.each(Object.keys(registry))('destroy %s', (id) => {
  let scenario: Deployable;
  let account: FakeAccount;

  beforeAll(async () => {
    scenario = await deployable(id);
  });
  beforeEach(() => {
    account = accountWith(scenario);
    useAll(account);
  });
  afterEach(() => restoreAccounts(account));

  const own = () => [...account.stacks.values()].filter(({ tags }) => tags['stagecraft:scenario'] === id);
  const ownGroups = () =>
    own().flatMap(({ resources }) => resources.filter(({ type }) => type === 'AWS::Logs::LogGroup').map(({ id: name }) => name));
  /** Stacks gone as if another destroy had been interrupted after the last one. */
  const loseStacks = () => {
    for (const { name, resources } of own()) {
      for (const resource of resources) account.gone.push({ resource, at: account.now });
      for (const { type, id: parameter } of resources) if (type === 'AWS::SSM::Parameter') account.parameters.delete(parameter);
      account.stacks.delete(name);
    }
    // Lambda deletes its interfaces itself, some time after its functions.
    account.interfaces = account.interfaces.filter(({ description }) => !description.startsWith('AWS Lambda'));
  };

  test('everything is there: all of it goes, and nothing is left', async () => {
    // Objects in a cluster go with it.
    const resources = own().flatMap((stack) => stack.resources.filter(({ type }) => !type.startsWith('Custom::AWSCDK-EKS-'))).length;
    const { inventory, result } = await destroy(scenario, { unprotect: true });

    expect(inventory.refused).toEqual([]);
    expect(result).toMatchObject({ left: [], notes: [] });
    expect(result.deleted).toHaveLength(scenario.synthesized.stacks.length);
    expect(result.gone).toBeGreaterThan(resources / 2);
    expect(own()).toEqual([]);
    expect([account.interfaces, account.groups.filter(({ id: group }) => group.includes(id)), account.buckets.size > 0 && id !== 'emr-mwaa']).toEqual(
      [[], [], false],
    );
  });

  test('half made: the last stack was rolled back, and a parameter of the first was never created', async () => {
    const [last, ...others] = [...scenario.synthesized.stacks].reverse();
    restoreAccounts();
    account = accountWith({ ...scenario, synthesized: { ...scenario.synthesized, stacks: others.reverse() } });
    account.create(last?.stackName ?? '', {}, last?.tags).status = 'ROLLBACK_COMPLETE';
    const parameter = own()[0]?.resources.find(({ type }) => type === 'AWS::SSM::Parameter');
    if (parameter) Object.assign(parameter, { status: 'CREATE_FAILED', id: '' });
    if (parameter)
      for (const name of account.parameters.keys()) if (name.endsWith(String(parameter.properties['Name']))) account.parameters.delete(name);
    useAll(account);

    expect((await destroy(scenario, { unprotect: true })).result).toMatchObject({
      left: [],
      notes: [],
      deleted: expect.arrayContaining([last?.stackName]),
    });
    expect(own()).toEqual([]);
  });

  test('stacks are gone already: what services wrote again is removed, by the names that the templates fix', async () => {
    const groups = ownGroups().filter((name) => name.startsWith('/aws/'));
    loseStacks();
    for (const name of groups) account.writeLog(name, 'late');
    const { inventory, result } = await destroy(scenario, { unprotect: true });

    expect(inventory.stacks).toEqual([]);
    expect(result.left).toEqual([]);
    const fixed = inventory.leftovers.flatMap(({ leftover }) => (leftover.kind === 'log-group' ? [leftover.name] : []));
    expect(fixed.filter((name) => account.logGroups.has(name))).toEqual([]);
  });

  test('a second run finds nothing, changes nothing, and says so', async () => {
    account.indexLagHours = 24;
    await destroy(scenario, { unprotect: true });
    account.changes.splice(0);
    const { inventory, result } = await destroy(scenario, { unprotect: true });

    expect(inventory).toMatchObject({ stacks: [], protected: [] });
    expect(result).toMatchObject({ stopped: [], swept: [], deleted: [], left: [] });
    expect(account.changes).toEqual([]);
  });

  test('one role cannot be deleted: the rest goes, and the role is named with the reason', async () => {
    const first = own()[0];
    const role = first?.resources.find(({ type }) => type === 'AWS::IAM::Role') ?? first?.resources[0];
    account.stuck.set(`${role?.type} ${role?.id}`, 'Cannot delete entity, must detach all policies first.');
    const { result } = await destroy(scenario, { unprotect: true });

    expect(result.deleted).toHaveLength(scenario.synthesized.stacks.length - 1);
    expect(result.left).toEqual([
      { what: `stack ${first?.name}`, why: expect.stringContaining('failed to delete') },
      { what: `${role?.type} ${role?.id}`, why: 'Cannot delete entity, must detach all policies first.' },
    ]);
  });

  test('the tag index still names everything: what was looked up and is gone is gone', async () => {
    account.indexLagHours = 24;
    expect((await destroy(scenario, { unprotect: true })).result).toMatchObject({ left: [], notes: [] });
    expect(account.indexed().some(({ tags }) => tags['stagecraft:scenario'] === id) || id === 'quicksight-auth0').toBe(true);
  });

  test('log groups that come back within a minute are removed again', async () => {
    for (const name of ownGroups()) account.lateWriters.push({ group: name, stream: 'late', afterMs: MINUTE, times: 1 });
    const groups = ownGroups();

    expect((await destroy(scenario, { unprotect: true })).result.left).toEqual([]);
    expect(groups.filter((name) => account.logGroups.has(name))).toEqual([]);
  });

  test('no log group may be described: the rest goes, and the log groups are named as not known', async () => {
    account.deny('CloudWatchLogs.DescribeLogGroups');
    const { inventory, result } = await destroy(scenario, { unprotect: true });

    expect(result.deleted).toHaveLength(scenario.synthesized.stacks.length);
    const named = inventory.leftovers.filter(({ leftover: { kind } }) => kind === 'log-group' || kind === 'log-groups').map(({ what }) => what);
    expect(result.left.map(({ what }) => what).sort()).toEqual([...named].sort());
  });
});
