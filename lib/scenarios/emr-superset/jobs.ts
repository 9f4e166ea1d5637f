import { z } from 'zod';
import type { Facts } from '../../contract/facts';
import { type NodeStep, primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { type Config, type Contract, kit } from './settings';
import { importStep, installStep } from './steps';

const nothing = z.object({});

/** Work that can be run on a deployed cluster, in the order in which it makes sense. */
export const jobs = {
  install: kit.job({
    summary: 'install Superset on the primary node by a step, with its users; also repairs and updates it',
    needs: ['account'],
    async run({ wait, ...context }) {
      const { contract, aws } = context;
      const done = await runStep(installStep(contract, aws.target.region), wait, context);
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
    async run({ wait, ...context }) {
      return { ...(await runStep(importStep(context.contract), wait, context)), dashboard: '/superset/dashboard/bakery/' };
    },
  }),
  status: kit.job({
    summary: 'see whether the service runs and answers',
    needs: ['account'],
    async run({ contract, aws, task }) {
      const instanceId = await primaryNode(aws, contract.cluster, 'emr-superset');
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
      const said = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1]?.trim() ?? '';
      return {
        instance: instanceId,
        service: said('service') || 'not installed',
        health: said('health') || 'no answer',
        version: said('version') || 'none',
      };
    },
  }),
} satisfies Parts<Job>;

async function runStep(step: NodeStep, wait: boolean, { contract, aws, task }: Deployed<Config, Contract>): Promise<Facts> {
  const [id = ''] = await aws.emr.addSteps(contract.cluster, [step]);
  if (!wait) return { cluster: contract.cluster, step: id };
  const [ended] = await aws.emr.waitForSteps(contract.cluster, [id], task);
  return { cluster: contract.cluster, step: id, seconds: ended?.seconds ?? 0 };
}
