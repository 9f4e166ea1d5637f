import { workload } from '../paths';

/**
 * Bootstrap action of a cluster whose jobs, logs or tools use Systems Manager.
 *
 * @unproven A40 whether the image of EMR 7 has the SSM Agent, and starts it, was not looked at on a node (EMR guide, "Using the default Amazon Linux AMI")
 */
export const ssmAgent = { name: 'ssm-agent', script: workload('emr-node', 'ssm-agent.sh') } as const;
