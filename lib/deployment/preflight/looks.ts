import type { _InstanceType, EC2Client } from '@aws-sdk/client-ec2';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { isNamed } from '../../aws/errors';
import { everyPage } from '../../aws/pages';
import { vcpusOf } from '../../contract/instance-types';
import { JobError } from '../../errors';
import type { NodeShape } from '../../kubernetes/nodes/capacity';
import { brokerZones, shapeFrom } from './offers';

/** An Availability Zone: the name differs from account to account, the id does not. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** What a pre-flight reads in an account. Each rejects when AWS refuses to say, or when the endpoint lacks the service. */
export interface Looks {
  /** Value of a quota in this account, or its default. */
  quota(service: string, code: string): Promise<number>;
  /** Instances that run or start, with their vCPUs. */
  instances(): Promise<readonly { readonly type: string; readonly market: 'on-demand' | 'spot'; readonly vcpus: number }[]>;
  /** Number of Elastic IP addresses. */
  addresses(): Promise<number>;
  /** Number of VPCs. */
  vpcs(): Promise<number>;
  /** Name of the zone of each NAT gateway that counts towards the quota. */
  natGateways(): Promise<readonly string[]>;
  /** Availability Zones that this account may use, by name. */
  zones(): Promise<readonly Zone[]>;
  /** Names of the zones that offer an instance type. */
  offering(instanceType: string): Promise<readonly string[]>;
  /** Names of the zones in which RDS or DocumentDB has an instance class. */
  databaseOffering(engine: string, instanceClass: string): Promise<readonly string[]>;
  /** Names of the zones in which Amazon MQ has an instance type. */
  brokerOffering(engine: string, instanceType: string): Promise<readonly string[]>;
  /** What a node of an instance type has. */
  nodeShape(instanceType: string): Promise<NodeShape>;
  hasRole(name: string): Promise<boolean>;
  /** Whether the catalog grants new databases and tables to IAM principals, as it does before Lake Formation is set up. */
  grantsCatalogToIam(): Promise<boolean>;
}

/** The clients that are asked, each made when it is first used. */
export interface LookClients {
  ec2(): Promise<EC2Client>;
  quotas(): Promise<ServiceQuotasClient>;
  iam(): Promise<import('@aws-sdk/client-iam').IAMClient>;
  rds(): Promise<import('@aws-sdk/client-rds').RDSClient>;
  lakeFormation(): Promise<import('@aws-sdk/client-lakeformation').LakeFormationClient>;
  /** Sends requests to Amazon MQ, for which there is no client. */
  mq(): Promise<ReturnType<typeof import('../../aws/signed-requests').signedRequests>>;
}

/** {@link Looks} by the SDK. */
export function looksOf(clients: LookClients): Looks {
  return {
    async quota(ServiceCode, QuotaCode) {
      const [client, { GetServiceQuotaCommand, GetAWSDefaultServiceQuotaCommand }] = await Promise.all([
        clients.quotas(),
        import('@aws-sdk/client-service-quotas'),
      ]);
      const applied = await client.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode })).catch((error) => {
        // A quota that was never applied for is known by its default alone.
        if (isNamed(error, 'NoSuchResourceException')) return client.send(new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode }));
        throw error;
      });
      const value = applied.Quota?.Value;
      if (value === undefined) {
        throw new JobError({ problem: `Service Quotas has no value for ${QuotaCode}`, fix: 'look it up in the console of Service Quotas' });
      }
      return value;
    },
    async instances() {
      const [client, { DescribeInstancesCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
      const reservations = await everyPage(async (NextToken) => {
        const { Reservations: items, NextToken: next } = await client.send(new DescribeInstancesCommand({ Filters, NextToken }));
        return { items, next };
      });
      return reservations
        .flatMap(({ Instances: instances = [] }) => instances)
        .map(({ InstanceType: type = '', InstanceLifecycle, CpuOptions }) => {
          const { CoreCount, ThreadsPerCore = 1 } = CpuOptions ?? {};
          const vcpus = CoreCount === undefined ? (vcpusOf(type) ?? 0) : CoreCount * ThreadsPerCore;
          return { type, market: InstanceLifecycle === 'spot' ? 'spot' : 'on-demand', vcpus };
        });
    },
    async addresses() {
      const [client, { DescribeAddressesCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      return ((await client.send(new DescribeAddressesCommand({}))).Addresses ?? []).length;
    },
    async vpcs() {
      const [client, { DescribeVpcsCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      const found = await everyPage(async (NextToken) => {
        const { Vpcs: items, NextToken: next } = await client.send(new DescribeVpcsCommand({ NextToken }));
        return { items, next };
      });
      return found.length;
    },
    async natGateways() {
      const [client, { DescribeNatGatewaysCommand, DescribeSubnetsCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      const Filter = [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }];
      const gateways = await everyPage(async (NextToken) => {
        const { NatGateways: items, NextToken: next } = await client.send(new DescribeNatGatewaysCommand({ Filter, NextToken }));
        return { items, next };
      });
      const ids = gateways.flatMap(({ SubnetId }) => SubnetId ?? []);
      if (ids.length === 0) return [];
      const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ SubnetIds: [...new Set(ids)] }));
      return ids.map((id) => Subnets.find(({ SubnetId }) => SubnetId === id)?.AvailabilityZone ?? '');
    },
    async zones() {
      const [client, { DescribeAvailabilityZonesCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      const Filters = [
        { Name: 'zone-type', Values: ['availability-zone'] },
        { Name: 'state', Values: ['available'] },
      ];
      const { AvailabilityZones: zones = [] } = await client.send(new DescribeAvailabilityZonesCommand({ Filters }));
      return zones.map(({ ZoneName: name = '', ZoneId: id = '' }) => ({ name, id })).sort((one, other) => one.name.localeCompare(other.name));
    },
    async offering(instanceType) {
      const [client, { DescribeInstanceTypeOfferingsCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      const Filters = [{ Name: 'instance-type', Values: [instanceType] }];
      const offerings = await everyPage(async (NextToken) => {
        const { InstanceTypeOfferings: items, NextToken: next } = await client.send(
          new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters, NextToken }),
        );
        return { items, next };
      });
      return offerings.flatMap(({ Location }) => Location ?? []);
    },
    async databaseOffering(Engine, DBInstanceClass) {
      const [client, { DescribeOrderableDBInstanceOptionsCommand }] = await Promise.all([clients.rds(), import('@aws-sdk/client-rds')]);
      const options = await everyPage(async (Marker) => {
        const { OrderableDBInstanceOptions: items, Marker: next } = await client.send(
          new DescribeOrderableDBInstanceOptionsCommand({ Engine, DBInstanceClass, Vpc: true, Marker }),
        );
        return { items, next };
      });
      return [...new Set(options.flatMap(({ AvailabilityZones = [] }) => AvailabilityZones.flatMap(({ Name }) => Name ?? [])))];
    },
    brokerOffering: async (engine, type) => brokerZones(await clients.mq(), engine, type),
    async nodeShape(type) {
      const [client, { DescribeInstanceTypesCommand }] = await Promise.all([clients.ec2(), import('@aws-sdk/client-ec2')]);
      const { InstanceTypes: [found] = [] } = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type as _InstanceType] }));
      const shape = found && shapeFrom(found);
      if (shape === undefined) throw new JobError({ problem: `EC2 does not tell what a ${type} has`, fix: 'compare it with the requests yourself' });
      return shape;
    },
    async hasRole(RoleName) {
      const [client, { GetRoleCommand }] = await Promise.all([clients.iam(), import('@aws-sdk/client-iam')]);
      try {
        await client.send(new GetRoleCommand({ RoleName }));
        return true;
      } catch (error) {
        if (isNamed(error, 'NoSuchEntityException', 'NoSuchEntity')) return false;
        throw error;
      }
    },
    async grantsCatalogToIam() {
      const [client, { GetDataLakeSettingsCommand }] = await Promise.all([clients.lakeFormation(), import('@aws-sdk/client-lakeformation')]);
      const { DataLakeSettings: settings = {} } = await client.send(new GetDataLakeSettingsCommand({}));
      return [settings.CreateDatabaseDefaultPermissions, settings.CreateTableDefaultPermissions].every((permissions = []) =>
        permissions.some(({ Principal }) => Principal?.DataLakePrincipalIdentifier === 'IAM_ALLOWED_PRINCIPALS'),
      );
    },
  };
}
