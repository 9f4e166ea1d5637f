import type { FakeAccount, FakeStack } from './fake-account';
import type { FakeResource } from './resource';

/** Milliseconds until Lambda deletes the interfaces of a function that is gone. */
const INTERFACE_MS = 1_200_000;

/** Why CloudFormation cannot delete a resource now, in the words of its service; undefined when it can. */
export function whyNotDeleted(account: FakeAccount, stack: FakeStack, resource: FakeResource): string | undefined {
  const { type, id, properties } = resource;
  const stuck = account.stuck.get(`${type} ${id}`);
  if (stuck !== undefined) return stuck;
  if (properties['DeletionProtection'] === true) return `Cannot delete protected ${type} ${id}: disable deletion protection first`;
  if (type === 'AWS::S3::Bucket' && (account.buckets.get(id)?.size ?? 0) > 0) {
    return 'The bucket you tried to delete is not empty (Service: S3, Status Code: 409)';
  }
  if (type === 'AWS::Glue::Crawler' && account.running.has(id)) return `Crawler with name ${id} is currently running`;
  if (type === 'AWS::EMR::Cluster' && account.clusters.some((cluster) => cluster.id === id && cluster.isProtected)) {
    return 'Could not shut down one or more job flows since they are termination protected';
  }
  if (
    type === 'AWS::EC2::Subnet' &&
    (hasInterface(account, 'subnet', id) || account.endpoints.some((each) => each.state !== 'deleted' && each.subnets.includes(id)))
  ) {
    return `The subnet '${id}' has dependencies and cannot be deleted. (Service: Ec2, Status Code: 400)`;
  }
  if (
    type === 'AWS::EC2::SecurityGroup' &&
    (account.interfaces.some(({ groups }) => groups.includes(id)) || account.rules.some(({ refersTo }) => refersTo === id))
  ) {
    return `resource ${id} has a dependent object (Service: Ec2, Status Code: 400)`;
  }
  if (type === 'AWS::EC2::VPC') {
    const failed = stack.failures.some(({ resource: other }) => other.properties['VpcId'] === id);
    const foreign = account.groups.some(({ vpc }) => vpc === id) || account.endpoints.some((each) => each.state !== 'deleted' && each.vpc === id);
    if (failed || foreign || hasInterface(account, 'vpc', id))
      return `The vpc '${id}' has dependencies and cannot be deleted. (Service: Ec2, Status Code: 400)`;
  }
  return undefined;
}

/** What else goes with a resource. */
export function deletionOf(account: FakeAccount, { type, id }: FakeResource): void {
  if (type === 'AWS::S3::Bucket') account.buckets.delete(id);
  if (type === 'AWS::Glue::Database') account.tables.delete(id);
  if (type === 'AWS::Logs::LogGroup') account.deleteLogGroup(id);
  if (type === 'AWS::SSM::Parameter') account.parameters.delete(id);
  if (type === 'AWS::Lambda::Function') freeInterfaces(account, id);
  if (type !== 'AWS::EMR::Cluster') return;
  for (const cluster of account.clusters.filter((each) => each.id === id)) cluster.state = 'TERMINATED';
}

/** Lambda lets go of the interfaces of a function, and deletes them some time later. */
function freeInterfaces(account: FakeAccount, name: string): void {
  const own = account.interfaces.filter(({ description }) => description === `AWS Lambda VPC ENI-${name}`);
  for (const each of own) each.status = 'available';
  account.later(INTERFACE_MS, () => {
    account.interfaces = account.interfaces.filter((each) => !own.includes(each));
  });
}

function hasInterface(account: FakeAccount, place: 'subnet' | 'vpc', id: string): boolean {
  return (
    account.interfaces.some((each) => each[place] === id) ||
    account.clusters.some((each) => place === 'subnet' && each.subnet === id && each.state !== 'TERMINATED')
  );
}
