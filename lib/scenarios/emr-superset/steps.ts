import { type NodeStep, nodeStep } from '../emr-node';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

type Contract = Deployed<Config, Contract>['contract'];

/** The step that installs Superset, or puts right what is not as it should be. */
export function installStep(contract: Contract, region: string): NodeStep {
  const { secretKey, adminSecret, alphaSecret, gammaSecret, port } = contract;
  const optional = (flag: string, arn: string) => (arn === 'none' ? [] : [flag, arn]);
  const users = [...optional('--alpha', alphaSecret), ...optional('--gamma', gammaSecret)];
  const names = ['--region', region, '--secret-key', secretKey, '--admin', adminSecret, ...users, '--port', port];
  return nodeStep('Install Superset', contract.installer, 'bash install_superset.sh "$@"', names);
}

/** The step that imports dataset, charts, dashboard and saved queries, in the place of those of the same ids. */
export function importStep(contract: Contract): NodeStep {
  const environment = [
    'SUPERSET_HOME=/var/lib/superset',
    'SUPERSET_NODE=/etc/superset/node.json',
    'SUPERSET_CONFIG_PATH=/opt/superset/app/superset_config.py',
    'PYTHONPATH=/opt/superset/app',
  ].join(' ');
  const command = `sudo -u superset env ${environment} /opt/superset/venv/bin/python /opt/superset/app/import_assets.py "$PWD" "$@"`;
  return nodeStep('Import assets into Superset', contract.assets, command, [contract.databaseUri, contract.database]);
}
