import type { Facts } from '../../contract/values';
import { type NodeStep, nodeStep, primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { type Config, type Contract, kit, REPLACE_CLUSTER } from './settings';

type Superset = Pick<Deployed<Config, Contract>, 'contract' | 'aws' | 'task'>;

/** Jobs of a deployed cluster, in the order of the tour. */
export const jobs = {
  install: kit.job({
    summary: 'install Superset and its users on the primary node, with an EMR step; repairs and updates an existing installation',
    needs: ['account'],
    async run({ contract, aws, task, wait }) {
      const done = await runStep({ contract, aws, task }, wait, installStep(contract, aws.target.region));
      return {
        ...done,
        address: `http://localhost:${contract.port}, by stagecraft open emr-superset superset`,
        user: 'SupersetAdmin',
        password: contract.adminSecret,
      };
    },
  }),
  'import-assets': kit.job({
    summary: 'import the dataset, two charts, their dashboard and two saved queries',
    needs: ['account'],
    async run({ contract, aws, task, wait }) {
      return { ...(await runStep({ contract, aws, task }, wait, importStep(contract))), dashboard: '/superset/dashboard/bakery/' };
    },
  }),
  status: kit.job({
    summary: 'show whether the service runs and answers',
    needs: ['account'],
    async run({ contract, aws, task }) {
      const instanceId = await primaryNode(aws, contract.cluster, REPLACE_CLUSTER);
      const output = await aws.ssm.run(
        {
          instanceId,
          comment: 'stagecraft: status of Superset',
          timeoutSeconds: 60,
          lines: [
            'echo "service=$(systemctl is-active superset || true)"',
            `echo "health=$(curl --silent --max-time 20 http://127.0.0.1:${contract.port}/health || true)"`,
            'echo "version=$(/opt/superset/venv/bin/python -c "from importlib.metadata import version; print(version(\'apache-superset\'))" 2>/dev/null || true)"',
          ],
        },
        task,
      );
      const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1]?.trim() ?? '';
      return {
        instance: instanceId,
        service: value('service') || 'not installed',
        health: value('health') || 'no answer',
        version: value('version') || 'none',
      };
    },
  }),
} satisfies Parts<Job>;

async function runStep({ contract, aws, task }: Superset, wait: boolean, step: NodeStep): Promise<Facts> {
  const [id = ''] = await aws.emr.addSteps(contract.cluster, [step], REPLACE_CLUSTER);
  if (!wait) return { cluster: contract.cluster, step: id };
  const [ended] = await aws.emr.waitForSteps(contract.cluster, [id], task);
  return { cluster: contract.cluster, step: id, seconds: ended?.seconds ?? 0 };
}

/** The step that installs Superset, or repairs an installation. */
function installStep(contract: Superset['contract'], region: string): NodeStep {
  const { secretKey, adminSecret, alphaSecret, gammaSecret, port } = contract;
  const optional = (flag: string, arn: string | undefined) => (arn === undefined ? [] : [flag, arn]);
  const users = [...optional('--alpha', alphaSecret), ...optional('--gamma', gammaSecret)];
  const args = ['--region', region, '--secret-key', secretKey, '--admin', adminSecret, ...users, '--port', port];
  return nodeStep('Install Superset', contract.installer, 'bash install_superset.sh "$@"', args);
}

/** The step that imports dataset, charts, dashboard and saved queries; it replaces those with the same ids. */
function importStep(contract: Superset['contract']): NodeStep {
  const environment = [
    'SUPERSET_HOME=/var/lib/superset',
    'SUPERSET_NODE=/etc/superset/node.json',
    'SUPERSET_CONFIG_PATH=/opt/superset/app/superset_config.py',
    'PYTHONPATH=/opt/superset/app',
  ].join(' ');
  const command = `sudo -u superset env ${environment} /opt/superset/venv/bin/python /opt/superset/app/import_assets.py "$PWD" "$@"`;
  return nodeStep('Import assets into Superset', contract.assets, command, [contract.databaseUri, contract.database]);
}
