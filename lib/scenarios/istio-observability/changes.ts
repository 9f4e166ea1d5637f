import type { Change } from '../../contract/change';

/** What is the same for both protocols: the estate of the article of June 2021, and what became of it. */
export const estateChanges: readonly Change[] = [
  {
    article: 'EKS 1.20 made by eksctl, four stacks',
    here: 'EKS 1.36 (or 1.35) by CDK, six stacks by lifetime; Auto Mode with --set autoMode=true',
    why: '1.20 is long out of support; one tool owns everything, so that one command takes it down',
  },
  {
    article: 'Amazon Linux 2 on m5.large, 100 GB each',
    here: 'Amazon Linux 2023 on m7g.large, 50 GB each, private, IMDSv2 alone, no SSH; x86 with --set nodeType=m7i.large',
    why: 'EKS has had no image of Amazon Linux 2 since November 2025; Graviton costs less',
  },
  {
    article: 'Nodes from two to five, and nothing that adds one',
    here: 'The same group, at its desired size until somebody changes it; Auto Mode adds and removes nodes',
    why: 'A node autoscaler is a subject of its own',
  },
  {
    article: 'The user who made the cluster is its administrator',
    here: 'Access entries for adminArns, and for nobody else; the API server is reached from publicCidrs or from the network alone',
    why: 'Who may do what is written down, and whoever deploys in a pipeline needs no cluster',
  },
  {
    article: 'OIDC provider and IRSA; a second role that no account uses',
    here: 'EKS Pod Identity: a role each for controller, agent, network plugin and each service that reads connection strings',
    why: 'No provider, no annotation, least privilege; the second role was a mistake',
  },
  {
    article: 'Load balancer made by a controller from an Ingress, policy of 60 actions',
    here: 'Load balancer, listeners and target group belong to a stack; the controller registers pods in that one group and may do nothing else',
    why: 'Nothing is left behind when the cluster goes first, and DNS can point to it from the start',
  },
  {
    article: 'Targets are nodes, their health is asked on a port that is looked up by hand',
    here: 'Targets are the pods of the gateway, asked on port 15021',
    why: 'One hop less, and nothing to look up',
  },
  {
    article: 'Controller v2.2.0 with cert-manager',
    here: 'Controller 3.5.0 by its chart, which makes its own certificate',
    why: 'Version 2 is frozen, and cert-manager has no other use here',
  },
  {
    article: 'Records and certificate by hand; an annotation for ExternalDNS, which is not installed',
    here: 'Both by the stack when domain and hostedZoneId are given; without a domain the name of the load balancer, over plain HTTP',
    why: 'Works without a domain of your own, and does not pretend to a record',
  },
  {
    article: 'Istio 1.10 by istioctl with the profile demo',
    here: 'Istio 1.31 by its charts: base, cni, istiod and two gateways',
    why: '1.10 ended in January 2022; charts say what is installed, and the plugin frees pods from needing NET_ADMIN',
  },
  {
    article: 'The gateway is a Service of type LoadBalancer, so that a second balancer appears',
    here: 'ClusterIP',
    why: 'One balancer is enough',
  },
  {
    article: 'Tracing by an implicit Zipkin address',
    here: 'An extension provider and a Telemetry resource at 100 per cent: OpenTelemetry to Jaeger 2, or Zipkin',
    why: 'The implicit address was removed in Istio 1.22',
  },
  {
    article: 'Jaeger 1 and the samples of Istio for Prometheus, Grafana and Kiali, open to the cluster',
    here: 'Jaeger 2 or Zipkin 3, Prometheus 3, Grafana 13 and Kiali 2, each reached by its callers and by forwarded ports alone; Kiali asks for a token',
    why: 'Jaeger 1 ended on 31 December 2025; the samples call themselves unfit for production',
  },
  {
    article: 'Swapping tracers by deleting one add-on and applying the other',
    here: '--set tracing=zipkin; both at once are refused',
    why: 'Two tracers would each get half of every trace',
  },
  {
    article: 'Mutual TLS where both sides have it, outbound traffic allowed to anywhere',
    here: 'STRICT; only declared hosts are reached; authorization and network policies are derived from the call graph',
    why: 'The graph is known, so that anything else is a mistake or an intruder',
  },
  {
    article: 'All pods run under the account default, as root where the image says so',
    here: 'An account each, Pod Security Standard restricted, read-only root file system',
    why: 'A policy can tell them apart, and a hole in one is none in the others',
  },
  {
    article: 'DocumentDB 3.6 on db.r5.large without TLS, protocol MONGO in the mesh',
    here: 'DocumentDB 8.0 on db.t4g.medium with TLS, protocol TLS in the mesh; the authorities of its certificates are part of the deployment',
    why: '3.6 ended in March 2026; passwords do not travel in the clear. Envoy cannot read what is encrypted, so there are no Mongo metrics',
  },
  {
    article: 'The service entry names the endpoint of the cluster',
    here: 'It names those of the cluster, of its readers and of each instance',
    why: 'A driver with a replica set connects to the instances that it discovers, which a restricted mesh would refuse',
  },
  {
    article: 'RabbitMQ on mq.m5.large',
    here: 'RabbitMQ 4.2 on mq.m7g.medium',
    why: 'Version 4 runs on no other family',
  },
  {
    article: 'Connection strings as base64 in a manifest',
    here: 'Put together by CloudFormation in Secrets Manager, brought to the pods by the Secrets Store driver; no manifest and no template has a password',
    why: 'Base64 is no protection',
  },
  {
    article: 'Container Insights and Fluent Bit by manifests from a moving branch, then Fluentd deleted',
    here: 'The add-on of EKS, whose log groups belong to the stack',
    why: 'Versions are those of the cluster; groups have a retention, and go. On Amazon Linux 2023 the groups host and dataplane stay empty',
  },
  {
    article: 'CloudWatch dashboard of Fluent Bit, whose metrics nobody collects',
    here: 'A dashboard of balancer, pods, database, queue and the newest errors',
    why: 'It shows what there is',
  },
  {
    article: 'Prometheus agent of CloudWatch that asks a path which no service has',
    here: 'Left out',
    why: 'Prometheus in the cluster has these metrics',
  },
  {
    article: 'Kubernetes Dashboard 2.0.5 with the token of a cluster administrator',
    here: 'Left out; Kiali, Grafana, the console of EKS and kubectl show the same, and query … pods the pods',
    why: 'It was archived in January 2026, and a lasting administrator token is a risk. Its successor Headlamp can be installed beside',
  },
  {
    article: 'Mongo Express on a port of public nodes',
    here: 'Left out; query … mongo counts the documents beside a service that has the connection already',
    why: 'It asks for one more way to the database with the password of its administrator',
  },
  {
    article: 'Argo CD in screenshots',
    here: 'Left out; manifests … prints files for any deployer',
    why: 'The article gives no instructions',
  },
  {
    article: 'Alert by a notification channel clicked together, at 300 thousandths of a processor with a limit of 200',
    here: 'A provisioned rule and contact point; a program gets up to 500, and a threshold that can never be exceeded is refused',
    why: 'Channels are gone from Grafana, and the alert could not fire',
  },
  {
    article: 'CloudWatch alarm above a figure that is not given',
    here: 'pod_network_tx_bytes above networkAlarmBytes, a million by default',
    why: 'A figure has to stand somewhere; it is arbitrary here too',
  },
  {
    article: 'Dashboard 315 imported from the community',
    here: 'A page of the cluster of our own, beside the five of Istio',
    why: 'Provisioned pages need no import, and fit the names of today',
  },
  {
    article: 'Queries with labels of eksctl and of an image registry',
    here: 'The same fourteen by namespace, pod, container and cluster',
    why: 'Neither label exists here',
  },
  {
    article: 'Load by hey',
    here: 'A generator of our own with the same knobs, which also looks into each answer and counts from when a request was due',
    why: 'hey is hardly maintained, and a stall would hide the requests that it kept from being made',
  },
  {
    article: 'Eight Go programs in eight images of a personal account',
    here: 'One TypeScript program in one image of the deployment; its configuration makes it a service, the gateway or the page',
    why: 'The images are third-party and old; the JSON keys of the log are the same',
  },
  {
    article: 'A list of greetings that all requests share; a child that fails ends the program',
    here: 'State of each request is its own; a child that fails leaves a partial answer and an error in the log',
    why: 'Answers of concurrent requests were mixed',
  },
  {
    article: 'A connection to queue or database for each request; consumption stops silently when one breaks',
    here: 'Connections are kept and renewed, the queue is durable, publishing is confirmed, messages are acknowledged when they are stored; readiness says how it is',
    why: 'No message is lost; service D was the heaviest user of processors for this reason alone',
  },
  {
    article: 'Liveness alone is probed, or nothing',
    here: 'Startup, liveness and readiness of every program',
    why: 'No request reaches a pod that cannot answer',
  },
  {
    article: 'Angular 12 on nginx',
    here: 'A static TypeScript page with the same behaviour, served by the same program',
    why: 'Angular 12 ended in November 2022; a page with one button needs no framework',
  },
  {
    article: 'Deleting cluster, broker and database by hand; balancers, policies, log groups, dashboard and records stay',
    here: 'destroy, in the reverse order of installation, with a proof at the end',
    why: 'What is left behind costs money or breaks the next deployment',
  },
];

/** What is different where services speak REST. */
export const changes: readonly Change[] = [
  ...estateChanges,
  {
    article: 'Seven headers of B3 and Envoy are passed on',
    here: 'Those, and traceparent, tracestate and baggage; none that is empty or absent, none else',
    why: 'W3C is the norm now, and an empty header breaks a trace',
  },
  {
    article: 'CORS for any origin, with credentials',
    here: 'The origin of the page alone',
    why: 'Browsers refuse the combination, and other pages have no business here',
  },
  {
    article: 'Greeting A says Hello in one form and Howdy in the other',
    here: 'Hello',
    why: 'One form is enough',
  },
  {
    article: 'Documents have servicename and createdat, since a driver ignored the names of the fields',
    here: 'The same names',
    why: 'Queries of the article go on working',
  },
];
