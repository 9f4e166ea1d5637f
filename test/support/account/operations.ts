import { capacityOperations } from './capacity';
import { cloudControlOperations } from './cloud-control';
import { cloudFormationOperations } from './cloudformation';
import { dataOperations } from './data-services';
import { ec2Operations } from './ec2';
import { emrOperations } from './emr';
import type { FakeAccount } from './fake-account';
import { readOperations } from './reads';
import { storageOperations } from './storage';

/** How a service responds to a request; it takes the SDK's input and gives the SDK's output. */
export type Operation = (input: never) => object;

/** Responses by `Service.Operation`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Everything that the account can be asked. */
export function operations(account: FakeAccount): Operations {
  return {
    'STS.GetCallerIdentity': () => ({ Account: account.location.account, Arn: account.principal }),
    ...capacityOperations(account),
    ...cloudControlOperations(account),
    ...cloudFormationOperations(account),
    ...dataOperations(account),
    ...ec2Operations(account),
    ...emrOperations(account),
    ...readOperations(account),
    ...storageOperations(account),
  };
}
