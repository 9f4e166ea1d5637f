import type { Change } from '../../contract/change';

/** Changes for both protocols, against the article of June 2021. */
export const estateChanges: readonly Change[] = [
  {
    article: 'EKS 1.20 created by eksctl, four stacks',
    here: 'EKS 1.36 (or 1.35) by CDK, six stacks by lifetime; Auto Mode with --set autoMode=true',
    why: '1.20 is long out of support; one tool owns everything, so that one command deletes it',
  },
  {
    article: 'Amazon Linux 2 on m5.large, 100 GB each',
    here: 'Amazon Linux 2023 on m7g.large, 50 GB each, private, IMDSv2 only, no SSH; x86 with --set nodeType=m7i.large',
    why: 'EKS has had no Amazon Linux 2 AMI since November 2025; Graviton is cheaper',
  },
  {
    article: 'Three nodes',
    here: 'Four',
    why: 'Two pods of each program, of the mesh and of its gateways request more CPU than three nodes have beside their DaemonSets',
  },
  {
    article: 'Nodes from two to five, and nothing that adds one',
    here: 'The same group, at its desired size until an operator changes it; Auto Mode adds and removes nodes',
    why: 'A node autoscaler is a separate subject',
  },
  {
    article: 'The user who made the cluster is its administrator',
    here: 'Access entries for adminArns only; the API server is reached from publicCidrs, or from inside the VPC only',
    why: 'Access is explicit, and a deployment pipeline needs no cluster access',
  },
  {
    article: 'OIDC provider and IRSA; a second role that no account uses',
    here: 'EKS Pod Identity: one role each for controller, agent, CNI plugin and each service that reads connection strings',
    why: 'No provider, no annotation, least privilege; the second role was a mistake',
  },
  {
    article: 'Load balancer created by a controller from an Ingress, policy of 60 actions',
    here: 'Load balancer, listeners and target group belong to a stack; the controller may only register pods in that target group',
    why: 'No leftovers when the cluster is deleted first, and DNS can point to it from the start',
  },
  {
    article: 'Targets are nodes, with health checks on a port that is looked up by hand',
    here: 'Targets are the gateway pods, with health checks on port 15021',
    why: 'One hop less, and no manual look-up',
  },
  {
    article: 'Controller v2.2.0 with cert-manager',
    here: 'Controller 3.5.0 by its Helm chart, which generates its certificate',
    why: 'Version 2 is frozen, and cert-manager has no other use here',
  },
  {
    article: 'Records and certificate by hand; an annotation for ExternalDNS, which is not installed',
    here: 'Both by the stack when domain and hostedZoneId are given; without a domain the name of the load balancer, over plain HTTP',
    why: 'Works without a domain, and without unused record settings',
  },
  {
    article: 'Istio 1.10 by istioctl with the profile demo',
    here: 'Istio 1.31 by its Helm charts: base, cni, istiod and two gateways',
    why: '1.10 ended in January 2022; charts are explicit, and with the CNI plugin pods need no NET_ADMIN',
  },
  {
    article: 'The gateway is a Service of type LoadBalancer, which creates a second load balancer',
    here: 'ClusterIP',
    why: 'One balancer is enough',
  },
  {
    article: 'Tracing by an implicit Zipkin address',
    here: 'An extension provider and a Telemetry resource at 100 percent: OpenTelemetry to Jaeger 2, or Zipkin',
    why: 'The implicit address was removed in Istio 1.22',
  },
  {
    article: 'Jaeger 1 and the samples of Istio for Prometheus, Grafana and Kiali, open to the cluster',
    here: 'Jaeger 2 or Zipkin 3, Prometheus 3, Grafana 13 and Kiali 2, each reached by its callers and by forwarded ports only; Kiali asks for a token',
    why: 'Jaeger 1 ended on 31 December 2025; the samples call themselves unfit for production',
  },
  {
    article: 'Swapping tracers by deleting one add-on and applying the other',
    here: '--set tracing=zipkin; both at once are refused',
    why: 'Two tracers would each receive half of every trace',
  },
  {
    article: 'Mutual TLS where both sides have it, outbound traffic allowed to anywhere',
    here: 'STRICT; only declared hosts are reachable; AuthorizationPolicies and NetworkPolicies are derived from the call graph',
    why: 'The graph is known, so that anything else is a mistake or an intruder',
  },
  {
    article: 'All pods use the ServiceAccount default, and run as root if the image does',
    here: 'One ServiceAccount each, Pod Security Standard restricted, read-only root file system',
    why: 'Policies can distinguish them, and one compromised pod does not affect the others',
  },
  {
    article: 'DocumentDB 3.6 on db.r5.large without TLS, protocol MONGO in the mesh',
    here: 'DocumentDB 8.0 on db.t4g.medium with TLS, protocol TLS in the mesh; its CA certificates are part of the deployment',
    why: '3.6 ended in March 2026; passwords are encrypted in transit. Envoy cannot read what is encrypted, so there are no Mongo metrics',
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
    here: 'Composed by CloudFormation in Secrets Manager, mounted by the Secrets Store CSI driver; no manifest and no template has a password',
    why: 'Base64 is no protection',
  },
  {
    article: 'Container Insights and Fluent Bit by manifests from a moving branch, then Fluentd deleted',
    here: 'The add-on of EKS, whose log groups belong to the stack',
    why: 'Versions match the cluster; log groups have a retention, and are deleted. On Amazon Linux 2023 the groups host and dataplane stay empty',
  },
  {
    article: 'CloudWatch dashboard of Fluent Bit, whose metrics are not collected',
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
    article: 'Mongo Express on a NodePort of public nodes',
    here: 'Left out; query … mongo counts the documents beside a service that has the connection already',
    why: 'It needs another route to the database with the password of its administrator',
  },
  {
    article: 'Argo CD in screenshots',
    here: 'Left out; manifests … prints files for any deployer',
    why: 'The article gives no instructions',
  },
  {
    article: 'Alert by a notification channel clicked together, at 300 millicores with a limit of 200',
    here: 'A provisioned rule and contact point; a program gets up to 500, and a threshold that can never be exceeded is refused',
    why: 'Grafana removed channels, and the alert could not fire',
  },
  {
    article: 'CloudWatch alarm above an unspecified threshold',
    here: 'pod_network_tx_bytes above networkAlarmBytes, a million by default',
    why: 'A threshold is required; it is arbitrary here, too',
  },
  {
    article: 'Dashboard 315 imported from the community',
    here: 'A custom cluster dashboard, beside the five of Istio',
    why: 'Provisioned dashboards need no import, and use current metric names',
  },
  {
    article: 'Queries with labels of eksctl and of an image registry',
    here: 'The same fourteen by namespace, pod, container and cluster',
    why: 'Neither label exists here',
  },
  {
    article: 'Load by hey',
    here: 'A custom generator with the same parameters, which also checks each response and measures from the scheduled time of a request',
    why: 'hey is hardly maintained, and a stall would hide delayed requests (coordinated omission)',
  },
  {
    article: 'Eight Go programs in eight images of a personal account',
    here: 'One TypeScript program in one image of the deployment; its configuration makes it a service, the gateway or the page',
    why: 'The images are third-party and old; the JSON keys of the log are the same',
  },
  {
    article: 'A list of greetings that all requests share; a child that fails ends the program',
    here: 'State is per request; a failed child leads to a partial response and an error in the log',
    why: 'Responses of concurrent requests were mixed',
  },
  {
    article: 'A connection to queue or database for each request; consumption stops silently when one breaks',
    here: 'Persistent connections with reconnect, a durable queue, publisher confirms, acknowledgement after storing; readiness reports the state',
    why: 'No message is lost; this alone made service D the heaviest CPU user',
  },
  {
    article: 'Liveness alone is probed, or nothing',
    here: 'Startup, liveness and readiness of every program',
    why: 'No request reaches a pod that is not ready',
  },
  {
    article: 'Angular 12 on nginx',
    here: 'A static TypeScript page with the same behaviour, served by the same program',
    why: 'Angular 12 ended in November 2022; a page with one button needs no framework',
  },
  {
    article: 'Deleting cluster, broker and database by hand; balancers, policies, log groups, dashboard and records stay',
    here: 'destroy, in the reverse order of installation, with a proof at the end',
    why: 'Leftovers cost money or break the next deployment',
  },
];

/** Changes of the REST variant. */
export const changes: readonly Change[] = [
  ...estateChanges,
  {
    article: 'Seven headers of B3 and Envoy are passed on',
    here: 'Those, and traceparent, tracestate and baggage; none that is empty or absent, none else',
    why: 'W3C is the norm now, and an empty header breaks a trace',
  },
  {
    article: 'CORS for any origin, with credentials',
    here: 'Only the origin of the page',
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
    why: 'Queries of the article still work',
  },
];
