import type { DescribeAvailabilityZonesRequest, DescribeInstanceTypeOfferingsRequest, DescribeInstanceTypesRequest } from '@aws-sdk/client-ec2';
import type { DescribeOrderableDBInstanceOptionsMessage } from '@aws-sdk/client-rds';
import type { GetServiceQuotaRequest } from '@aws-sdk/client-service-quotas';
import { serviceError } from './errors';
import type { FakeAccount } from './fake-account';
import type { Operations } from './operations';

/** Quotas of a fresh account, by their codes: vCPUs of standard instances on demand and Spot, addresses, VPCs, NAT gateways of a zone. */
const DEFAULTS: Readonly<Record<string, number>> = {
  'L-1216C47A': 5,
  'L-34B43A08': 5,
  'L-0263D0A3': 5,
  'L-F678F1CE': 5,
  'L-FE5A380F': 5,
};

interface BrokerOptionsRequest {
  readonly engineType?: string;
  readonly hostInstanceType?: string;
  readonly nextToken?: string;
}

/** Quotas, zones, what each zone offers, and what instance types have. */
export function capacityOperations(account: FakeAccount): Operations {
  const offered = (type: string) => account.zones.filter(({ name }) => !(account.notOffered.get(type) ?? []).includes(name));
  const quota = (value: number | undefined, code: string | undefined) => {
    if (value === undefined) throw serviceError('NoSuchResourceException', `There is no value for the quota ${code}`);
    return { Quota: { QuotaCode: code, Value: value } };
  };
  return {
    // The service knows an applied value where one was asked for, and the default otherwise.
    'ServiceQuotas.GetServiceQuota': ({ QuotaCode }: GetServiceQuotaRequest) => quota(account.quotas.get(QuotaCode ?? ''), QuotaCode),
    'ServiceQuotas.GetAWSDefaultServiceQuota': ({ QuotaCode }: GetServiceQuotaRequest) => quota(DEFAULTS[QuotaCode ?? ''], QuotaCode),
    'EC2.DescribeAvailabilityZones': (_: DescribeAvailabilityZonesRequest) => ({
      AvailabilityZones: [...account.zones].reverse().map(({ name, id }) => ({ ZoneName: name, ZoneId: id, State: 'available' })),
    }),
    'EC2.DescribeInstanceTypeOfferings': ({ Filters = [] }: DescribeInstanceTypeOfferingsRequest) => {
      const types = Filters.flatMap(({ Values = [] }) => Values);
      return {
        InstanceTypeOfferings: types.flatMap((InstanceType) => offered(InstanceType).map(({ name: Location }) => ({ InstanceType, Location }))),
      };
    },
    'RDS.DescribeOrderableDBInstanceOptions': ({ Engine, DBInstanceClass = '' }: DescribeOrderableDBInstanceOptionsMessage) => ({
      OrderableDBInstanceOptions: [{ Engine, DBInstanceClass, AvailabilityZones: offered(DBInstanceClass).map(({ name: Name }) => ({ Name })) }],
    }),
    'EC2.DescribeInstanceTypes': ({ InstanceTypes = [] }: DescribeInstanceTypesRequest) => ({
      InstanceTypes: InstanceTypes.map((InstanceType) => {
        const found = account.instanceTypes.get(InstanceType);
        if (!found) throw serviceError('InvalidInstanceType', `The following supplied instance types do not exist: [${InstanceType}]`);
        const cards = [{ NetworkCardIndex: 0, MaximumNetworkInterfaces: found.interfaces }];
        return {
          InstanceType,
          VCpuInfo: { DefaultVCpus: found.vcpus },
          MemoryInfo: { SizeInMiB: found.memory },
          NetworkInfo: { DefaultNetworkCardIndex: 0, NetworkCards: cards, Ipv4AddressesPerInterface: found.addresses },
        };
      }),
    }),
    // Every second zone is on the second page.
    'MQ.DescribeBrokerInstanceOptions': ({ hostInstanceType = '', engineType, nextToken }: BrokerOptionsRequest) => {
      if (account.brokerOptions === 'odd') return { message: 'hello' };
      const names = offered(hostInstanceType).map(({ name }) => name);
      const availabilityZones = names.flatMap((name, index) => (index % 2 === Number(nextToken ?? 0) ? [{ name }] : []));
      return { brokerInstanceOptions: [{ engineType, hostInstanceType, availabilityZones }], ...(nextToken === undefined && { nextToken: '1' }) };
    },
    'LakeFormation.GetDataLakeSettings': () => {
      const granted = account.usesLakeFormation
        ? []
        : [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }];
      return { DataLakeSettings: { CreateDatabaseDefaultPermissions: granted, CreateTableDefaultPermissions: granted } };
    },
  };
}
