import { z } from 'zod';
import { list, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, wholeNumber } from '../params';

/** A list that may come as text, separated by commas. */
function commaSeparated(pattern: RegExp, allowed: string) {
  const split = (value: unknown) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value;
  return z.preprocess(split, z.array(z.string().regex(pattern, allowed), `${allowed}, separated by commas`));
}

/** A text that matches, or none. */
function matchingOrEmpty(pattern: RegExp, allowed: string) {
  return z.string().regex(new RegExp(`^(${pattern.source})?$`), allowed);
}

const HOST = /[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+/;
const CIDR = /^(\d{1,3}\.){3}\d{1,3}\/([89]|[12]\d|3[0-2])$/;

/** A node of this size has room for few pods: EKS gives each pod an address, and the interfaces of small instances have few. */
const TOO_SMALL = /\.(nano|micro|small|medium)$/;

/** What differs between the two variants. */
export interface EstateDefaults {
  readonly clusterName: string;
  readonly nodeDesired: number;
}

/** What can be configured, for services of either protocol. */
export function configOf({ clusterName, nodeDesired }: EstateDefaults) {
  return z
    .object({
      clusterName: z
        .string()
        .regex(/^(?!.*--)[a-z][a-z0-9-]{0,17}[a-z0-9]$/, '2 to 19 lower-case letters, digits and single hyphens, a letter first')
        .default(clusterName)
        .describe('name of the cluster; database, broker, load balancer and dashboard are named after it'),
      kubernetesVersion: z.enum(['1.36', '1.35']).default('1.36').describe('version of Kubernetes'),
      availabilityZones: commaSeparated(/^[a-z]{2}-[a-z]+(-[a-z]+)?-\d[a-z]$/, 'zones such as us-east-1a')
        .default([])
        .describe('two or more availability zones; none for the first two of the region'),
      adminArns: commaSeparated(/^arn:[\w-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, 'ARNs of IAM roles and users')
        .default([])
        .describe('who may do everything in the cluster, the jobs and tools of this scenario included; whoever deploys may not unless named'),
      publicCidrs: commaSeparated(CIDR, 'blocks of addresses such as 203.0.113.7/32')
        .default([])
        .describe('from where the API server is reached over the internet; none: from the network alone'),
      autoMode: flag.default(false).describe('EKS makes and mends the nodes itself (Auto Mode), instead of a group of managed nodes'),
      nodeType: z
        .string()
        .regex(/^[a-z]\w*\.\w+$/, 'an instance type such as m7g.large')
        .refine(
          (type) => !TOO_SMALL.test(type),
          'large or larger: a medium node has addresses for at most 17 pods, and eight of each node are daemons',
        )
        .default('m7g.large')
        .describe('instance type of the managed nodes; Graviton or x86 decides for which processor the image of the services is built'),
      nodeMin: wholeNumber(2, 100).default(2).describe('least number of managed nodes'),
      nodeDesired: wholeNumber(2, 100).default(nodeDesired).describe('number of managed nodes to begin with'),
      nodeMax: wholeNumber(2, 100).default(5).describe('most managed nodes'),
      domain: matchingOrEmpty(HOST, 'a domain such as example.com')
        .default('')
        .describe('domain of page and API, whose zone Route 53 has; none: both are reached by the name of the load balancer, without encryption'),
      hostedZoneId: matchingOrEmpty(/Z[A-Z0-9]{1,31}/, 'the id of a zone, as `aws route53 list-hosted-zones` prints it behind /hostedzone/')
        .default('')
        .describe('zone of the domain, for its records and the proof of its certificate'),
      certificateArn: matchingOrEmpty(/arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+/, 'the ARN of a certificate of ACM')
        .default('')
        .describe('certificate for both hosts; none: one is made, and proven by a record in the zone'),
      uiHost: matchingOrEmpty(HOST, 'a host such as observe-ui.example.com').default('').describe('host of the page; none: observe-ui in the domain'),
      apiHost: matchingOrEmpty(HOST, 'a host such as observe-api.example.com')
        .default('')
        .describe('host of the API; none: observe-api in the domain'),
      allowedCidrs: commaSeparated(CIDR, 'blocks of addresses such as 203.0.113.7/32')
        .default([])
        .describe('who reaches the load balancer; none named: everybody'),
      tracing: z
        .enum(['jaeger', 'zipkin'], 'jaeger or zipkin, one of them alone: two tracers would each get half of every trace')
        .default('jaeger')
        .describe('where traces are kept and looked at'),
      kialiAccess: z
        .enum(['token', 'anonymous'])
        .default('token')
        .describe('who sees the mesh in Kiali: whoever has a token of the cluster, or whoever reaches it'),
      slackWebhookSecretArn: matchingOrEmpty(/arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}/, 'the whole ARN of a secret')
        .default('')
        .describe('secret of Secrets Manager whose JSON key url holds a Slack webhook; none: alerts are shown and sent to nobody'),
      cpuAlertMillicores: wholeNumber(10, 499)
        .default(300)
        .describe('processor of a pod, in thousandths, above which an alert fires after three minutes; a program gets at most 500'),
      networkAlarmBytes: wholeNumber(1, 1_000_000_000)
        .default(1_000_000)
        .describe('bytes a second that a pod of the platform sends on average, above which the CloudWatch alarm fires'),
      databaseInstance: z
        .string()
        .regex(/^[a-z]\w*\.\w+$/, 'an instance type such as t4g.medium, without db. in front')
        .default('t4g.medium')
        .describe('instance of DocumentDB'),
      brokerInstance: z
        .string()
        .regex(/^mq\.m7g\.\w+$/, 'mq.m7g.medium, mq.m7g.large or larger: RabbitMQ 4 runs on no other family')
        .default('mq.m7g.medium')
        .describe('instance of Amazon MQ'),
      image: z
        .string()
        .regex(/^[\w][\w./:@-]*[:@][\w.:-]+$/, 'an image with its version, such as greeting-service:dev')
        .default('greeting-service:dev')
        .describe('image of the services on a cluster other than EKS, which takes it from dist/services/greeting-service'),
      distribution: z
        .enum(['other', 'k3d', 'k3s', 'microk8s', 'minikube'])
        .default('other')
        .describe('distribution of such a cluster, where it keeps network plugins in a place of its own'),
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
    if (key) refuse(key as keyof Domain, 'a value beside a domain, which is missing');
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

/** What the stacks publish. */
export const contract = {
  clusterName: text('EKS cluster'),
  kubeconfigCommand: text("command with which a person's kubectl gets to know the cluster"),
  uiUrl: text('where the page is'),
  apiUrl: text('where the API is, without a path'),
  loadBalancer: text('name of the load balancer, to which hosts outside of Route 53 have to point'),
  databaseHost: text('host of DocumentDB, reached from the network alone'),
  databaseSecret: text('secret with user and password of the database'),
  broker: text('id of the broker'),
  brokerEndpoint: text('where clients of the queue connect, reached from the network alone'),
  brokerConsole: text('console of the queue, reached from the network alone'),
  brokerSecret: text('secret with user and password of the queue'),
  brokerLogPrefix: text('how the log groups of the broker begin'),
  connectionsSecret: text('secret with the connection strings of the services'),
  controlPlaneLog: text('log group of the control plane'),
  applicationLog: text('log group of what containers print'),
  databaseLogs: list('log groups of the database'),
  dashboard: text('CloudWatch dashboard'),
  trafficAlarm: text('CloudWatch alarm on what the pods send'),
};

export const kit = scenarioKit({ config: configOf({ clusterName: '', nodeDesired: 2 }), contract });
export type Config = z.infer<ReturnType<typeof configOf>>;
export type Contract = typeof contract;

/** Hosts that enter the mesh. */
export interface Hosts {
  readonly ui: string;
  readonly api: string;
}

/** Hosts of page and API; undefined where there is no domain. */
export function hostsOf({ domain, uiHost, apiHost }: Pick<Config, 'domain' | 'uiHost' | 'apiHost'>): Hosts | undefined {
  if (domain === '') return undefined;
  return { ui: uiHost || `observe-ui.${domain}`, api: apiHost || `observe-api.${domain}` };
}
