import type {
  DeleteNetworkInterfaceRequest,
  DeleteSecurityGroupRequest,
  DeleteVpcEndpointsRequest,
  DescribeAddressesRequest,
  DescribeInstancesRequest,
  DescribeNatGatewaysRequest,
  DescribeNetworkInterfacesRequest,
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupsRequest,
  DescribeSubnetsRequest,
  DescribeVpcEndpointsRequest,
  DescribeVpcsRequest,
  RevokeSecurityGroupIngressRequest,
} from '@aws-sdk/client-ec2';
import { serviceError } from './errors';
import type { FakeAccount, FakeGroup } from './fake-account';
import type { Operations } from './operations';
import { page, passes } from './paging';
import type { FakeResource } from './resource';

/** Minutes for which a NAT gateway is shown after its deletion. */
const DELETED_SHOWN_MS = 3_600_000;

export function ec2Operations(account: FakeAccount): Operations {
  const ofType = (type: string) => account.resources.filter((resource) => resource.type === type);
  /** What was asked for by id, or everything that passes the filters. */
  const described = (type: string, code: string, ids: readonly string[] | undefined): readonly FakeResource[] => {
    const all = ofType(type);
    for (const id of ids ?? []) {
      if (!all.some((each) => each.id === id)) throw serviceError(code, `The ID '${id}' does not exist`);
    }
    return ids === undefined ? all : all.filter(({ id }) => ids.includes(id));
  };
  const groups = (): readonly FakeGroup[] => [
    ...account.groups,
    ...ofType('AWS::EC2::SecurityGroup').map(({ id, logicalId, properties, tags }) => ({
      id,
      name: logicalId,
      vpc: String(properties['VpcId']),
      tags,
    })),
  ];
  /** Groups that the incoming rules of a group name. */
  const referredBy = (id: string) => account.rules.filter(({ group, isEgress }) => group === id && !isEgress).map(({ refersTo }) => refersTo);
  const revoke = ({ SecurityGroupRuleIds: ids = [] }: RevokeSecurityGroupIngressRequest) => {
    for (const id of ids) {
      if (!account.rules.some((rule) => rule.id === id))
        throw serviceError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
    }
    account.rules = account.rules.filter(({ id }) => !ids.includes(id));
    return { Return: true };
  };

  return {
    'EC2.DescribeNetworkInterfaces': ({ Filters, NextToken }: DescribeNetworkInterfacesRequest) => {
      const found = account.interfaces.filter(({ vpc, subnet, groups, status, tags, description, id }) =>
        passes(
          { 'vpc-id': vpc, 'subnet-id': subnet, 'group-id': groups, status, description, 'network-interface-id': id, ...prefixed(tags) },
          Filters,
        ),
      );
      const { items, next } = page(found, NextToken, 1_000);
      const NetworkInterfaces = items.map(({ id, vpc, subnet, groups, status, description, tags }) => ({
        NetworkInterfaceId: id,
        VpcId: vpc,
        SubnetId: subnet,
        Groups: groups.map((GroupId) => ({ GroupId })),
        Status: status,
        Description: description,
        TagSet: listed(tags),
      }));
      return { NetworkInterfaces, NextToken: next };
    },
    'EC2.DeleteNetworkInterface': ({ NetworkInterfaceId: id }: DeleteNetworkInterfaceRequest) => {
      const found = account.interfaces.find((each) => each.id === id);
      if (!found) throw serviceError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
      if (found.status === 'in-use') throw serviceError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
      account.interfaces = account.interfaces.filter((each) => each !== found);
      account.changes.push(`deleted interface ${id}`);
      return {};
    },
    'EC2.DescribeSecurityGroups': ({ Filters, GroupIds, NextToken }: DescribeSecurityGroupsRequest) => {
      for (const id of GroupIds ?? []) {
        if (!groups().some((each) => each.id === id)) throw serviceError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
      }
      const wanted = groups().filter(({ id }) => GroupIds === undefined || GroupIds.includes(id));
      const found = wanted.filter(({ id, name, vpc, tags }) =>
        passes({ 'vpc-id': vpc, 'group-name': name, 'group-id': id, 'ip-permission.group-id': referredBy(id), ...prefixed(tags) }, Filters),
      );
      const { items, next } = page(found, NextToken, 1_000);
      return {
        SecurityGroups: items.map(({ id, name, vpc, tags }) => ({ GroupId: id, GroupName: name, VpcId: vpc, Tags: listed(tags) })),
        NextToken: next,
      };
    },
    'EC2.DescribeSecurityGroupRules': ({ Filters, NextToken }: DescribeSecurityGroupRulesRequest) => {
      const found = account.rules.filter(({ group }) => passes({ 'group-id': group }, Filters));
      const { items, next } = page(found, NextToken, 1_000);
      const SecurityGroupRules = items.map(({ id, group, refersTo, isEgress, description }) => ({
        SecurityGroupRuleId: id,
        GroupId: group,
        IsEgress: isEgress,
        ReferencedGroupInfo: { GroupId: refersTo },
        Description: description,
      }));
      return { SecurityGroupRules, NextToken: next };
    },
    'EC2.RevokeSecurityGroupIngress': revoke,
    'EC2.RevokeSecurityGroupEgress': revoke,
    'EC2.DeleteSecurityGroup': ({ GroupId: id }: DeleteSecurityGroupRequest) => {
      if (!account.groups.some((each) => each.id === id)) throw serviceError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
      const used =
        account.interfaces.some(({ groups }) => groups.includes(id ?? '')) ||
        account.rules.some(({ refersTo, group }) => refersTo === id && group !== id);
      if (used) throw serviceError('DependencyViolation', `resource ${id} has a dependent object`);
      account.groups = account.groups.filter((each) => each.id !== id);
      account.rules = account.rules.filter(({ group }) => group !== id);
      account.changes.push(`deleted security group ${id}`);
      return {};
    },
    'EC2.DescribeNatGateways': ({ NatGatewayIds, Filter }: DescribeNatGatewaysRequest) => {
      const deleted = account.gone.filter(({ resource, at }) => resource.type === 'AWS::EC2::NatGateway' && account.now - at < DELETED_SHOWN_MS);
      const all = [
        ...ofType('AWS::EC2::NatGateway').map(({ id }) => ({ id, state: 'available' })),
        ...deleted.map(({ resource: { id } }) => ({ id, state: 'deleted' })),
      ];
      for (const id of NatGatewayIds ?? []) {
        if (!all.some((each) => each.id === id)) throw serviceError('NatGatewayNotFound', `The Nat Gateway ${id} was not found`);
      }
      const found = all.filter(({ id, state }) => (NatGatewayIds?.includes(id) ?? true) && passes({ state, 'nat-gateway-id': id }, Filter));
      const subnetOf = (id: string) => account.resource('AWS::EC2::NatGateway', id)?.properties['SubnetId'];
      return { NatGateways: found.map(({ id, state }) => ({ NatGatewayId: id, State: state, SubnetId: subnetOf(id) })) };
    },
    'EC2.DescribeAddresses': ({ PublicIps, AllocationIds }: DescribeAddressesRequest) => {
      const all = ofType('AWS::EC2::EIP').map(({ id, arn }) => ({ PublicIp: id, AllocationId: arn?.split('/').at(-1) }));
      const found = all.filter((each) => (PublicIps?.includes(each.PublicIp) ?? true) && (AllocationIds?.includes(each.AllocationId ?? '') ?? true));
      if (found.length === 0 && PublicIps) throw serviceError('InvalidAddress.NotFound', `Address '${PublicIps[0]}' not found.`);
      if (found.length === 0 && AllocationIds)
        throw serviceError('InvalidAllocationID.NotFound', `The allocation ID '${AllocationIds[0]}' does not exist`);
      return { Addresses: found };
    },
    'EC2.DescribeInstances': ({ InstanceIds }: DescribeInstancesRequest) => {
      const found = described('AWS::EC2::Instance', 'InvalidInstanceID.NotFound', InstanceIds);
      const ofStacks = found.map(({ id, properties }) => ({ InstanceId: id, InstanceType: properties['InstanceType'], State: { Name: 'running' } }));
      const others = account.machines.map(({ type: InstanceType, vcpus: CoreCount, isSpot }, index) => ({
        InstanceId: `i-other-${index}`,
        InstanceType,
        InstanceLifecycle: isSpot ? 'spot' : undefined,
        CpuOptions: { CoreCount, ThreadsPerCore: 1 },
        State: { Name: 'running' },
      }));
      return { Reservations: [{ Instances: InstanceIds === undefined ? [...ofStacks, ...others] : ofStacks }] };
    },
    'EC2.DescribeSubnets': ({ SubnetIds, Filters, NextToken }: DescribeSubnetsRequest) => {
      const all = described('AWS::EC2::Subnet', 'InvalidSubnetID.NotFound', SubnetIds);
      const found = all.filter(({ id, properties }) => passes({ 'vpc-id': String(properties['VpcId']), 'subnet-id': id }, Filters));
      const { items, next } = page(found, NextToken, 1_000);
      return {
        Subnets: items.map(({ id, properties }) => ({ SubnetId: id, VpcId: properties['VpcId'], AvailabilityZone: properties['AvailabilityZone'] })),
        NextToken: next,
      };
    },
    'EC2.DescribeVpcs': ({ VpcIds }: DescribeVpcsRequest) => ({
      Vpcs: described('AWS::EC2::VPC', 'InvalidVpcID.NotFound', VpcIds).map(({ id }) => ({ VpcId: id })),
    }),
    'EC2.DescribeVpcEndpoints': ({ Filters, VpcEndpointIds, NextToken }: DescribeVpcEndpointsRequest) => {
      const ofStacks = ofType('AWS::EC2::VPCEndpoint').map(({ id, properties, tags }) => ({
        id,
        vpc: String(properties['VpcId']),
        tags,
        state: 'available',
      }));
      const all = [...ofStacks, ...account.endpoints.filter(({ state }) => state !== 'deleted')];
      const found = all
        .filter(({ id }) => VpcEndpointIds?.includes(id) ?? true)
        .filter(({ vpc, tags, state, id }) =>
          passes({ 'vpc-id': vpc, 'vpc-endpoint-id': id, 'vpc-endpoint-state': state, ...prefixed(tags) }, Filters),
        );
      if (VpcEndpointIds && found.length === 0)
        throw serviceError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${VpcEndpointIds[0]}' does not exist`);
      const { items, next } = page(found, NextToken, 1_000);
      return {
        VpcEndpoints: items.map(({ id, vpc, tags, state }) => ({ VpcEndpointId: id, VpcId: vpc, State: state, Tags: listed(tags) })),
        NextToken: next,
      };
    },
    // It goes some time after the request.
    'EC2.DeleteVpcEndpoints': ({ VpcEndpointIds = [] }: DeleteVpcEndpointsRequest) => {
      for (const endpoint of account.endpoints.filter(({ id, state }) => VpcEndpointIds.includes(id) && state === 'available')) {
        endpoint.state = 'deleting';
        account.later(30_000, () => {
          endpoint.state = 'deleted';
        });
        account.changes.push(`deleted endpoint ${endpoint.id}`);
      }
      const known = new Set(account.endpoints.map(({ id }) => id));
      const missing = VpcEndpointIds.filter((id) => !known.has(id));
      return {
        Unsuccessful: missing.map((ResourceId) => ({ ResourceId, Error: { Code: 'InvalidVpcEndpoint.NotFound', Message: 'does not exist' } })),
      };
    },
  };
}

function prefixed(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tag:${key}`, value]));
}

function listed(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
