import { z } from 'zod';
import { list, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { commaSeparated, flag, instanceType, isCidr, optionalEmail, wholeNumber } from '../params';

/** An optional text that matches a pattern. */
function matchingOrEmpty(pattern: RegExp, allowed: string) {
  return z.string().regex(new RegExp(`^(${pattern.source})?$`), allowed);
}

const HOST = /[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+/;

/** Instance sizes with few pods per node: EKS gives each pod an IP address, and small instances have few. */
const TOO_SMALL = /\.(nano|micro|small|medium)$/;

/** Differences between the two variants. */
export interface EstateDefaults {
  readonly clusterName: string;
  readonly nodeDesired: number;
}

/** Configuration, for services of either protocol. */
export function configOf({ clusterName, nodeDesired }: EstateDefaults) {
  return z
    .object({
      clusterName: z
        .string()
        .regex(/^(?!.*--)[a-z][a-z0-9-]{0,17}[a-z0-9]$/, '2 to 19 lower-case letters, digits and single hyphens, a letter first')
        .default(clusterName)
        .describe('cluster name; database, broker, load balancer and dashboard are named after it'),
      kubernetesVersion: z.enum(['1.36', '1.35']).default('1.36').describe('Kubernetes version'),
      availabilityZones: commaSeparated((zone) => /^[a-z]{2}-[a-z]+(-[a-z]+)?-\d[a-z]$/.test(zone), 'zones such as us-east-1a')
        .default([])
        .describe('two or more Availability Zones; default: the first two of the region'),
      adminArns: commaSeparated((arn) => /^arn:[\w-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn), 'ARNs of IAM roles and users')
        .default([])
        .describe('cluster administrators, needed for the jobs and tools of this scenario; the deployer has no access unless named'),
      publicCidrs: commaSeparated((block) => isCidr(block, { shortest: 8, longest: 32 }), 'CIDR blocks such as 203.0.113.7/32')
        .default([])
        .describe('CIDR blocks that may reach the public API server endpoint; none: private endpoint only'),
      autoMode: flag.default(false).describe('use EKS Auto Mode instead of a managed node group'),
      nodeType: instanceType
        .refine(
          (type) => !TOO_SMALL.test(type),
          'large or larger: a medium node has IP addresses for at most 17 pods, and eight of them are DaemonSet pods',
        )
        .default('m7g.large')
        .describe('instance type of the managed nodes; it also selects the CPU architecture of the service image'),
      nodeMin: wholeNumber(2, 100).default(2).describe('minimum size of the managed node group'),
      nodeDesired: wholeNumber(2, 100).default(nodeDesired).describe('desired size of the managed node group'),
      nodeMax: wholeNumber(2, 100).default(5).describe('maximum size of the managed node group'),
      domain: matchingOrEmpty(HOST, 'a domain such as example.com')
        .default('')
        .describe('domain of page and API, with a Route 53 hosted zone; none: both are reached by the DNS name of the load balancer, over HTTP'),
      hostedZoneId: matchingOrEmpty(/Z[A-Z0-9]{1,31}/, 'the id of a zone, as `aws route53 list-hosted-zones` prints it behind /hostedzone/')
        .default('')
        .describe('hosted zone of the domain, for its records and DNS validation of its certificate'),
      certificateArn: matchingOrEmpty(/arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+/, 'the ARN of an ACM certificate')
        .default('')
        .describe('ACM certificate for both hosts; none: one is created, with DNS validation'),
      uiHost: matchingOrEmpty(HOST, 'a host such as observe-ui.example.com')
        .default('')
        .describe('host name of the page; default: observe-ui in the domain'),
      apiHost: matchingOrEmpty(HOST, 'a host such as observe-api.example.com')
        .default('')
        .describe('host name of the API; default: observe-api in the domain'),
      allowedCidrs: commaSeparated((block) => isCidr(block, { shortest: 8, longest: 32 }), 'CIDR blocks such as 203.0.113.7/32')
        .default([])
        .describe('CIDR blocks that may reach the load balancer; none: all'),
      tracing: z
        .enum(['jaeger', 'zipkin'], 'jaeger or zipkin, not both: two tracers would each receive half of every trace')
        .default('jaeger')
        .describe('tracing backend'),
      kialiAccess: z.enum(['token', 'anonymous']).default('token').describe('Kiali authentication: a Kubernetes token, or anonymous'),
      slackWebhookSecretArn: matchingOrEmpty(/arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}/, 'the whole ARN of a secret')
        .default('')
        .describe('Secrets Manager secret whose JSON key url holds a Slack webhook; none: alerts are only shown'),
      cpuAlertMillicores: wholeNumber(10, 499)
        .default(300)
        .describe('CPU usage of a pod, in millicores, above which an alert fires after three minutes; the CPU limit is 500'),
      networkAlarmBytes: wholeNumber(1, 1_000_000_000)
        .default(1_000_000)
        .describe('threshold of the CloudWatch alarm: average bytes per second that a pod sends'),
      alertEmail: optionalEmail('address that receives an email when the alarm goes off and when it ends'),
      databaseInstance: z
        .string()
        .regex(/^[a-z]\w*\.\w+$/, 'an instance class such as t4g.medium, without db.')
        .default('t4g.medium')
        .describe('DocumentDB instance class, without db.'),
      brokerInstance: z
        .string()
        .regex(/^mq\.m7g\.\w+$/, 'mq.m7g.medium, mq.m7g.large or larger: RabbitMQ 4 runs on no other family')
        .default('mq.m7g.medium')
        .describe('Amazon MQ instance type'),
      image: z
        .string()
        .regex(/^[\w][\w./:@-]*[:@][\w.:-]+$/, 'an image with its version, such as greeting-service:dev')
        .default('greeting-service:dev')
        .describe('service image on clusters other than EKS; EKS builds it from dist/services/greeting-service'),
      distribution: z
        .enum(['other', 'k3d', 'k3s', 'microk8s', 'minikube'])
        .default('other')
        .describe('distribution of such a cluster, if its CNI directory is non-standard'),
    })
    .superRefine(checkNodes)
    .superRefine(checkDomain);
}

type Checked = z.core.$RefinementCtx;

function checkNodes({ nodeMin, nodeDesired, nodeMax }: { nodeMin: number; nodeDesired: number; nodeMax: number }, context: Checked): void {
  if (nodeMin > nodeDesired) context.addIssue({ code: 'custom', path: ['nodeMin'], message: `at most nodeDesired, which is ${nodeDesired}` });
  if (nodeDesired > nodeMax) context.addIssue({ code: 'custom', path: ['nodeDesired'], message: `at most nodeMax, which is ${nodeMax}` });
}

interface Domain {
  domain: string;
  hostedZoneId: string;
  certificateArn: string;
  uiHost: string;
  apiHost: string;
}

function checkDomain({ domain, hostedZoneId, certificateArn, uiHost, apiHost }: Domain, context: Checked): void {
  const refuse = (key: keyof Domain, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  if (domain === '') {
    const [key] = Object.entries({ hostedZoneId, certificateArn, uiHost, apiHost }).find(([, value]) => value !== '') ?? [];
    if (key) refuse(key as keyof Domain, 'only together with domain');
    return;
  }
  if (hostedZoneId === '' && certificateArn === '') {
    refuse(
      'hostedZoneId',
      `the id of the zone of ${domain}, as \`aws route53 list-hosted-zones\` prints it; without a zone, certificateArn and records of your own`,
    );
  }
  for (const [key, host] of Object.entries({ uiHost, apiHost }) as ['uiHost' | 'apiHost', string][]) {
    if (host !== '' && host !== domain && !host.endsWith(`.${domain}`)) refuse(key, `a name that ends with .${domain}`);
  }
  if (uiHost !== '' && uiHost === apiHost) refuse('apiHost', 'another host than that of the page');
}

/** Published outputs. */
export const contract = {
  clusterName: text('EKS cluster'),
  kubeconfigCommand: text("command with which a person's kubectl gets to know the cluster"),
  uiUrl: text('URL of the web page'),
  apiUrl: text('base URL of the API, without a path'),
  loadBalancer: text('DNS name of the load balancer, for CNAME records outside of Route 53'),
  databaseHost: text('DocumentDB cluster endpoint, reachable only from the VPC'),
  databaseSecret: text('secret with user and password of the database'),
  broker: text('id of the broker'),
  brokerEndpoint: text('AMQPS endpoint of RabbitMQ, reachable only from the VPC'),
  brokerConsole: text('URL of the RabbitMQ console, reachable only from the VPC'),
  brokerSecret: text('secret with user and password of the queue'),
  brokerLogPrefix: text('log group prefix of the broker'),
  connectionsSecret: text('secret with the connection strings of the services'),
  controlPlaneLog: text('log group of the control plane'),
  applicationLog: text('log group of the container logs'),
  databaseLogs: list('log groups of the database'),
  dashboard: text('CloudWatch dashboard'),
  trafficAlarm: text('CloudWatch alarm on the network traffic that pods send'),
};

export const kit = scenarioKit({ config: configOf({ clusterName: '', nodeDesired: 2 }), contract });
export type Config = z.infer<ReturnType<typeof configOf>>;
export type Contract = typeof contract;

/** Host names of the gateway. */
export interface Hosts {
  readonly ui: string;
  readonly api: string;
}

/** Host names of page and API; undefined without a domain. */
export function hostsOf({ domain, uiHost, apiHost }: Pick<Config, 'domain' | 'uiHost' | 'apiHost'>): Hosts | undefined {
  if (domain === '') return undefined;
  return { ui: uiHost || `observe-ui.${domain}`, api: apiHost || `observe-api.${domain}` };
}
