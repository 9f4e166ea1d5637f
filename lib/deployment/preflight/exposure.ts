import { Unknown } from 'stagecraft-constructs/intrinsics';
import { isRecord, recordsIn, valueAt } from '../../contract/records';
import { referredIn, referredInList } from './network-quotas';
import type { TemplateResource } from './templates';

/** Something that can be reached from the internet. */
export interface Exposed {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** From where and how, in one line. */
  readonly what: string;
}

type Reader = (resource: TemplateResource, resources: readonly TemplateResource[]) => readonly string[];

/** By type; a resource that nobody outside reaches gives nothing. */
const READERS: Readonly<Record<string, Reader>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': balancer,
  'AWS::EC2::SecurityGroup': ({ properties }) => recordsIn(properties['SecurityGroupIngress']).flatMap((rule) => openRule(rule)),
  'AWS::EC2::SecurityGroupIngress': ({ properties }) => openRule(properties),
  'AWS::EC2::Instance': ({ properties }) =>
    recordsIn(properties['NetworkInterfaces']).some(({ AssociatePublicIpAddress }) => AssociatePublicIpAddress === true)
      ? ['an instance with a public IP address']
      : [],
  'AWS::EC2::Subnet': ({ properties }) =>
    properties['MapPublicIpOnLaunch'] === true ? ['a subnet that gives each instance a public IP address'] : [],
  'AWS::EC2::EIPAssociation': () => ['a fixed public IP address'],
  'AWS::RDS::DBInstance': publicDatabase,
  'AWS::DocDB::DBInstance': publicDatabase,
  'AWS::Redshift::Cluster': publicDatabase,
  'AWS::RedshiftServerless::Workgroup': publicDatabase,
  'AWS::AmazonMQ::Broker': ({ properties }) => (properties['PubliclyAccessible'] === true ? ['a broker with a public endpoint'] : []),
  'AWS::EKS::Cluster': ({ properties }) => {
    const { EndpointPublicAccess: isPublic = true, PublicAccessCidrs: cidrs } = (valueAt(properties, 'ResourcesVpcConfig') ?? {}) as EksAccess;
    return isPublic === false ? [] : [`the API server of Kubernetes, from ${addresses(cidrs?.length ? cidrs : ['0.0.0.0/0'])}`];
  },
  'AWS::Lambda::Url': ({ properties }) => [`a function by its URL, ${properties['AuthType'] === 'NONE' ? 'without sign-in' : 'with IAM'}`],
  'AWS::MWAA::Environment': ({ properties }) =>
    String(properties['WebserverAccessMode']).startsWith('PUBLIC') ? ['the web server of Airflow, with sign-in by IAM'] : [],
  'AWS::Cognito::UserPoolDomain': () => ['the sign-in pages of a user pool'],
  'AWS::ApiGateway::RestApi': ({ properties }) =>
    [valueAt(properties, 'EndpointConfiguration.Types')].flat().includes('PRIVATE') ? [] : ['a REST API'],
  'AWS::ApiGatewayV2::Api': () => ['an HTTP API'],
  'AWS::CloudFront::Distribution': () => ['a distribution of CloudFront'],
};

interface EksAccess {
  readonly EndpointPublicAccess?: unknown;
  readonly PublicAccessCidrs?: readonly unknown[];
}

/** Everything in the templates that faces the internet. */
export function exposedBy(resources: readonly TemplateResource[]): readonly Exposed[] {
  return resources.flatMap((resource) => {
    const { stack, logicalId, type } = resource;
    const lines = Object.hasOwn(READERS, type) ? (READERS[type]?.(resource, resources) ?? []) : [];
    return lines.map((what) => ({ stack, logicalId, type, what }));
  });
}

function balancer({ stack, logicalId, properties }: TemplateResource, resources: readonly TemplateResource[]): readonly string[] {
  if (properties['Scheme'] !== 'internet-facing') return [];
  const near = resources.filter((each) => each.stack === stack);
  const groups = referredInList(properties['SecurityGroups']);
  const rules = near.flatMap((each) => {
    if (each.type === 'AWS::EC2::SecurityGroup' && groups.includes(each.logicalId)) return recordsIn(each.properties['SecurityGroupIngress']);
    return each.type === 'AWS::EC2::SecurityGroupIngress' && groups.includes(referredIn(each.properties['GroupId']) ?? '') ? [each.properties] : [];
  });
  const sources = [...new Set(rules.flatMap(({ CidrIp, CidrIpv6 }) => [CidrIp, CidrIpv6].filter((cidr) => cidr !== undefined)))];
  const from = groups.length > 0 && sources.length === 0 ? 'no address' : addresses(groups.length === 0 ? ['0.0.0.0/0'] : sources);
  const listeners = near.filter(({ type, properties: each }) => type.endsWith('V2::Listener') && referredIn(each['LoadBalancerArn']) === logicalId);
  if (listeners.length === 0) return [`a load balancer, from ${from}`];
  return listeners.map(({ properties: { Port, Protocol } }) => {
    const isSecure = Protocol === 'HTTPS' || Protocol === 'TLS';
    return `a load balancer on port ${Port}, ${Protocol}${isSecure ? '' : ' without TLS'}, from ${from}`;
  });
}

function publicDatabase({ properties }: TemplateResource): readonly string[] {
  return properties['PubliclyAccessible'] === true ? ['a database with a public endpoint'] : [];
}

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

function openRule({ CidrIp, CidrIpv6, IpProtocol, FromPort, ToPort }: Readonly<Record<string, unknown>>): readonly string[] {
  const from = [CidrIp, CidrIpv6].find((cidr) => EVERYWHERE.includes(String(cidr)));
  if (from === undefined) return [];
  const ports = FromPort === undefined ? 'every port' : FromPort === ToPort ? `port ${FromPort}` : `ports ${FromPort} to ${ToPort}`;
  return [`a security group rule: ${IpProtocol === '-1' ? 'every protocol' : IpProtocol}, ${ports}, from ${addresses([from])}`];
}

function addresses(cidrs: readonly unknown[]): string {
  const texts = cidrs.map((cidr) => (Unknown.is(cidr) || isRecord(cidr) ? 'addresses that only CloudFormation knows' : String(cidr)));
  return texts.some((text) => EVERYWHERE.includes(text)) ? 'every address' : texts.join(', ');
}
