import { Duration, Tags, Token, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { IEksCluster } from './cluster';
import { checkLoadBalancerProps } from './load-balancer-checks';

/** Properties of a `ServiceLoadBalancer`. */
export interface ServiceLoadBalancerProps {
  /** Cluster whose pods answer. */
  readonly cluster: IEksCluster;

  /** Network of the cluster; the balancer stands in its public subnets. */
  readonly vpc: ec2.IVpc;

  /** Port of the pods, not of their service: requests go to the pods' own addresses. */
  readonly podPort: number;

  /**
   * Name of the balancer, unique in the account and region, and the first part of the name that it is reached by.
   *
   * @default - chosen by CloudFormation, with capital letters, which browsers write small: compare no origin with it
   */
  readonly loadBalancerName?: string;

  /**
   * Port of the pods that says how they are.
   *
   * @default - `podPort`
   */
  readonly healthPort?: number;

  /**
   * Path that says how they are, answered with 200.
   *
   * @default '/healthz/ready'
   */
  readonly healthPath?: string;

  /**
   * Certificate for HTTPS; HTTP is then redirected to it.
   *
   * @default - one for `hostNames`, validated by a record in their zone; without host names none
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Public zone of `hostNames`. It is not looked up.
   *
   * @default - none
   */
  readonly hostedZoneId?: string;

  /**
   * Name of the zone, as in `example.com`.
   *
   * @default - none
   */
  readonly zoneName?: string;

  /**
   * Full names under which it is reached. They get a record in the zone; without one, make their records yourself and give a certificate.
   *
   * @default - none: it is reached by the balancer's own name
   */
  readonly hostNames?: readonly string[];

  /**
   * Whether requests may come without encryption where there is no certificate. Has to be said, since passwords and cookies are then read by all
   * who stand between.
   *
   * @default false
   */
  readonly allowPlainHttp?: boolean;

  /**
   * Blocks of addresses that reach the balancer.
   *
   * @default - all
   */
  readonly allowedCidrs?: readonly string[];

  /**
   * Bucket for a line for each request; the stack has to name its region.
   *
   * @default - none
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * Time without data after which a connection is closed.
   *
   * @default Duration.seconds(30)
   */
  readonly idleTimeout?: Duration;

  /**
   * Whether AWS refuses to delete the balancer.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/**
 * A load balancer for HTTP that belongs to its stack and not to a controller in the cluster: it is there before the pods and goes with the stack.
 *
 * A controller in the cluster fills `targetGroup` by a TargetGroupBinding, and touches no security group. Costs about 60 cents a day, and its traffic.
 */
export class ServiceLoadBalancer extends Construct implements ec2.IConnectable {
  /** The balancer itself. */
  public readonly loadBalancer: elb.ApplicationLoadBalancer;
  /** Where the pods are registered, by address. */
  public readonly targetGroup: elb.ApplicationTargetGroup;
  /** Who reaches the balancer. */
  public readonly connections: ec2.Connections;
  /** Where it is reached: `https://` and the first host name, or the balancer's own name. */
  public readonly url: string;
  private readonly cluster: IEksCluster;

  constructor(scope: Construct, id: string, props: ServiceLoadBalancerProps) {
    super(scope, id);
    checkLoadBalancerProps(this, props);
    this.cluster = props.cluster;

    const securityGroup = new ec2.SecurityGroup(this, 'Access', {
      vpc: props.vpc,
      description: 'Load balancer: HTTP in, pods out',
      allowAllOutbound: false,
    });
    this.loadBalancer = new elb.ApplicationLoadBalancer(this, 'Resource', {
      vpc: props.vpc,
      loadBalancerName: props.loadBalancerName,
      internetFacing: true,
      securityGroup,
      http2Enabled: true,
      idleTimeout: props.idleTimeout ?? Duration.seconds(30),
      dropInvalidHeaderFields: true,
      deletionProtection: props.deletionProtection ?? true,
    });
    this.connections = this.loadBalancer.connections;
    this.targetGroup = this.makeTargetGroup(props);

    for (const port of new Set([props.podPort, props.healthPort ?? props.podPort])) {
      this.connections.allowTo(props.cluster, ec2.Port.tcp(port), 'Load balancer to pods');
    }

    const hostNames = props.hostNames ?? [];
    const certificate = this.nameInZone(hostNames, props);
    this.listen(certificate, props.allowedCidrs);
    this.url = `${certificate ? 'https' : 'http'}://${hostNames[0] ?? this.loadBalancer.loadBalancerDnsName}`;
    this.logAccess(props.accessLogsBucket);
  }

  private makeTargetGroup({ vpc, podPort, healthPort, healthPath }: ServiceLoadBalancerProps): elb.ApplicationTargetGroup {
    const targetGroup = new elb.ApplicationTargetGroup(this, 'Targets', {
      vpc,
      targetType: elb.TargetType.IP,
      protocol: elb.ApplicationProtocol.HTTP,
      port: podPort,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: {
        protocol: elb.Protocol.HTTP,
        port: String(healthPort ?? podPort),
        path: healthPath ?? '/healthz/ready',
        interval: Duration.seconds(15),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
    // Auto Mode may register targets in groups that have this tag, and in no others.
    if (this.cluster.autoMode) Tags.of(targetGroup).add('eks:eks-cluster-name', this.cluster.clusterName);
    return targetGroup;
  }

  /** Records for the host names. The certificate covers them all, where none was given. */
  private nameInZone(hostNames: readonly string[], { hostedZoneId, zoneName, certificate }: ServiceLoadBalancerProps): acm.ICertificate | undefined {
    const [domainName, ...subjectAlternativeNames] = hostNames;
    if (domainName === undefined || hostedZoneId === undefined || zoneName === undefined) return certificate;

    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    const { loadBalancerDnsName, loadBalancerCanonicalHostedZoneId } = this.loadBalancer;
    // The target of aws-route53-targets says the same, and loads a dozen other services with it.
    const alias = { bind: () => ({ dnsName: `dualstack.${loadBalancerDnsName}`, hostedZoneId: loadBalancerCanonicalHostedZoneId }) };
    for (const [index, recordName] of hostNames.entries()) {
      const id = Token.isUnresolved(recordName) ? index : recordName;
      new route53.ARecord(this, `Record-${id}`, { zone, recordName, target: route53.RecordTarget.fromAlias(alias) });
    }
    if (certificate) return certificate;
    return new acm.Certificate(this, 'Certificate', {
      domainName,
      subjectAlternativeNames,
      validation: acm.CertificateValidation.fromDns(zone),
    });
  }

  private listen(certificate: acm.ICertificate | undefined, allowedCidrs: readonly string[] | undefined): void {
    const { HTTP, HTTPS } = elb.ApplicationProtocol;
    const forward = elb.ListenerAction.forward([this.targetGroup]);
    const redirect = elb.ListenerAction.redirect({ protocol: HTTPS, port: '443', permanent: true });
    const http = { protocol: HTTP, port: 80, open: false };
    this.loadBalancer.addListener('Http', { ...http, defaultAction: certificate ? redirect : forward });
    if (certificate) {
      const sslPolicy = elb.SslPolicy.RECOMMENDED_TLS;
      this.loadBalancer.addListener('Https', {
        protocol: HTTPS,
        port: 443,
        open: false,
        certificates: [certificate],
        sslPolicy,
        defaultAction: forward,
      });
    }
    for (const cidr of allowedCidrs ?? ['0.0.0.0/0']) {
      for (const port of certificate ? [80, 443] : [80]) this.connections.allowFrom(ec2.Peer.ipv4(cidr), ec2.Port.tcp(port), 'Requests');
    }
    if (!allowedCidrs)
      Validations.of(this).acknowledge({ id: 'AwsSolutions-EC23', reason: 'Requests come from anywhere, unless allowedCidrs names some' });
  }

  private logAccess(bucket: s3.IBucket | undefined): void {
    if (bucket) this.loadBalancer.logAccessLogs(bucket, this.node.id);
    else Validations.of(this).acknowledge({ id: 'AwsSolutions-ELB2', reason: 'Access logs are off until accessLogsBucket names a bucket for them' });
  }
}
