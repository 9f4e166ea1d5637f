import type { Resource } from './template';

/**
 * Names that a template fixes for a resource, where CloudFormation would choose one that is free.
 *
 * They stand in `Name` or `Family`, in a property named after the type (`BucketName`, `DBInstanceIdentifier`, `DataSetId`), or one level down
 * (`DatabaseInput.Name`). A reference to another resource is no fixed name.
 */
export function fixedNamesOf({ Type, Properties = {} }: Resource, text: (value: unknown) => string): readonly string[] {
  const type = Type.split('::').at(-1) ?? '';
  const nested = Properties[`${type}Input`] as Readonly<Record<string, unknown>> | undefined;
  const values = Object.entries(Properties).filter(([property]) => isNameOf(type, property));
  return (
    [...values.map(([, value]) => value), nested?.['Name']]
      .filter((value) => value !== undefined && !(typeof value === 'object' && value !== null && ('Ref' in value || 'Fn::GetAtt' in value)))
      .map(text)
      // The name of a default policy is its logical id.
      .filter((name) => Type !== 'AWS::IAM::Policy' || !/[0-9A-F]{8}$/.test(name))
  );
}

function isNameOf(type: string, property: string): boolean {
  if (property === 'Name' || property === 'Family') return true;
  const noun = /^(\w+)(Name|Identifier|Id)$/.exec(property)?.[1]?.toLowerCase();
  return noun !== undefined && (noun.endsWith(type.toLowerCase()) || type.toLowerCase().endsWith(noun));
}

/** Types whose names need be unique within their parent alone: a role, a cluster, a database, a load balancer, a REST API, a zone. */
const NAMED_WITHIN_PARENT = new Set([
  'AWS::EKS::Addon',
  'AWS::EKS::Nodegroup',
  'AWS::Glue::Table',
  'AWS::IAM::Policy',
  'AWS::Lambda::Alias',
  'AWS::Logs::LogStream',
  'AWS::Route53::RecordSet',
]);

/** Fixed names that only one resource of an account and region can have. */
export function accountWideNamesOf(resource: Resource, text: (value: unknown) => string): readonly string[] {
  return NAMED_WITHIN_PARENT.has(resource.Type) ? [] : fixedNamesOf(resource, text).map((name) => `${resource.Type} ${name}`);
}
