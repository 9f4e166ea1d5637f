import type { Resource } from './template';

/**
 * Names that a template fixes for a resource; CloudFormation would generate a free one.
 *
 * Such a property is `Name`, is named after the type (`BucketName`, `DBInstanceIdentifier`, `DataSetId`), or lies one level down
 * (`DatabaseInput.Name`). A reference to another resource is not a fixed name.
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
  if (property === 'Name' || `${type}.${property}` === 'TaskDefinition.Family') return true;
  if (property.startsWith('Source')) return false;
  const noun = /^(\w+)(Name|Identifier|Id)$/.exec(property)?.[1]?.toLowerCase();
  return noun !== undefined && (noun.endsWith(type.toLowerCase()) || type.toLowerCase().endsWith(noun));
}

/** Types whose names are unique within a parent alone: a cluster, a database, a role, a function, a log group, a hosted zone. */
const NAMED_WITHIN_PARENT = new Set([
  'AWS::EKS::Addon',
  'AWS::EKS::Nodegroup',
  'AWS::Glue::Table',
  'AWS::IAM::Policy',
  'AWS::Lambda::Alias',
  'AWS::Logs::LogStream',
  'AWS::Route53::RecordSet',
]);

/** Fixed names that only one resource of an account and region can have. Where a resource has an id, its name is a title. */
export function accountWideNamesOf({ Type, Properties = {} }: Resource, text: (value: unknown) => string): readonly string[] {
  if (NAMED_WITHIN_PARENT.has(Type)) return [];
  const { Name: _, ...others } = Properties;
  const hasId = Properties[`${Type.split('::').at(-1)}Id`] !== undefined;
  return fixedNamesOf({ Type, Properties: hasId ? others : Properties }, text).map((name) => `${Type} ${name}`);
}
