import type { GetResourceInput } from '@aws-sdk/client-cloudcontrol';
import type { GetResourcesInput } from '@aws-sdk/client-resource-groups-tagging-api';
import { serviceError } from './errors';
import type { FakeAccount } from './fake-account';
import type { Operations } from './operations';
import { page } from './paging';
import { cloudControlIdentifier } from './resource';

/** Types without a read handler. */
const UNREADABLE = [
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBInstance',
  'AWS::EMR::Cluster',
  'AWS::IAM::Policy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

/** How many parts an identifier has, where it is not one. */
const PARTS: Readonly<Record<string, number>> = {
  'AWS::EC2::EIP': 2,
  'AWS::EC2::Route': 2,
  'AWS::EC2::VPCGatewayAttachment': 2,
  'AWS::EKS::AccessEntry': 2,
  'AWS::EKS::Addon': 2,
  'AWS::Glue::Table': 3,
  'AWS::Lambda::EventInvokeConfig': 2,
  'AWS::Lambda::Permission': 2,
  'AWS::Logs::LogStream': 2,
};

export function cloudControlOperations(account: FakeAccount): Operations {
  return {
    'CloudControl.GetResource': ({ TypeName = '', Identifier = '' }: GetResourceInput) => {
      if (account.cloudControl === 'absent') throw serviceError('UnknownOperationException', 'Unknown operation GetResource', { status: 404 });
      if (UNREADABLE.includes(TypeName) || !TypeName.startsWith('AWS::')) {
        throw serviceError('UnsupportedActionException', `Resource type ${TypeName} does not support READ action`);
      }
      const parts = PARTS[TypeName] ?? 1;
      if (Identifier.split('|').length !== parts) {
        throw serviceError('ValidationException', `Identifier ${Identifier} is not valid for identifier of ${TypeName}, which has ${parts} parts`);
      }
      if (!isReadable(account, TypeName, Identifier)) {
        throw serviceError('ResourceNotFoundException', `Resource of type '${TypeName}' with identifier '${Identifier}' was not found.`);
      }
      return { TypeName, ResourceDescription: { Identifier, Properties: '{}' } };
    },
    'ResourceGroupsTaggingAPI.GetResources': ({ TagFilters = [], PaginationToken }: GetResourcesInput) => {
      const found = account.indexed().filter(({ tags }) => TagFilters.every(({ Key = '', Values = [] }) => Values.includes(tags[Key] ?? '')));
      const { items, next } = page(found, PaginationToken || undefined, 50);
      const list = items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }));
      // The last page has an empty token, not none.
      return { ResourceTagMappingList: list, PaginationToken: next ?? '' };
    },
  };
}

function isReadable(account: FakeAccount, type: string, identifier: string): boolean {
  if (type === 'AWS::Logs::LogGroup') return account.logGroups.has(identifier);
  if (type === 'AWS::SSM::Parameter') return account.parameters.has(identifier);
  return account.resources.some((resource) => resource.type === type && cloudControlIdentifier(resource, account.location.account) === identifier);
}
