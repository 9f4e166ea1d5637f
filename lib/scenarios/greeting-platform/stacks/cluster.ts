import { KubectlV36Layer } from '@aws-cdk/lambda-layer-kubectl-v36';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  AddOn,
  ContainerInsights,
  EksCluster,
  LoadBalancerControllerIdentity,
  NodeGroup,
  ServiceLoadBalancer,
} from 'stagecraft-constructs/kubernetes';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import { type Hosts, hostsOf } from '../settings';
import type { Data } from './data';
import type { Network } from './network';

/** The cluster with its nodes and add-ons, and its load balancer. */
export class Cluster extends Stack {
  public readonly eks: EksCluster;
  public readonly balancer: ServiceLoadBalancer;
  public readonly insights: ContainerInsights;
  public readonly vpc: ec2.Vpc;
  /** Host names of page and API; undefined without a domain. */
  public readonly hosts: Hosts | undefined;

  constructor(stage: ScenarioStage<Contract>, config: Config, { vpc }: Network, { database, broker }: Data) {
    super(stage, 'cluster', { description: 'EKS cluster of the reference platform, and its load balancer' });
    this.vpc = vpc;
    this.hosts = hostsOf(config);
    this.eks = this.makeCluster(stage, config);
    if (!config.autoMode) this.makeNodes(config);
    new AddOn(this, 'SecretsStore', {
      cluster: this.eks,
      addOnName: 'aws-secrets-store-csi-driver-provider',
      // Programs read the strings from environment variables, which need a Kubernetes Secret.
      configuration: { 'secrets-store-csi-driver': { syncSecret: { enabled: true } } },
    });
    this.insights = new ContainerInsights(this, 'Insights', {
      cluster: this.eks,
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.balancer = this.makeBalancer(stage.fixedName(config.clusterName), config);
    // Auto Mode includes a controller.
    if (!config.autoMode) new LoadBalancerControllerIdentity(this, 'Controller', { cluster: this.eks, targetGroups: [this.balancer.targetGroup] });

    this.eks.connections.allowToDefaultPort(database, 'Pods to the database');
    this.eks.connections.allowToDefaultPort(broker, 'Pods to the queue');

    stage.publish(this, {
      clusterName: this.eks.cluster.clusterName,
      kubeconfigCommand: this.eks.kubeconfigCommand,
      uiUrl: this.uiUrl,
      apiUrl: this.apiUrl,
      loadBalancer: this.balancer.loadBalancer.loadBalancerDnsName,
      controlPlaneLog: this.eks.logGroup.logGroupName,
      applicationLog: this.insights.applicationLog.logGroupName,
    });
  }

  /** Origin of the page, as browsers send it. */
  public get uiUrl(): string {
    return this.hosts ? `https://${this.hosts.ui}` : this.balancer.url;
  }

  /** URL of the API, without a path. */
  public get apiUrl(): string {
    return this.hosts ? `https://${this.hosts.api}` : this.balancer.url;
  }

  private makeCluster(stage: ScenarioStage<Contract>, config: Config): EksCluster {
    return new EksCluster(this, 'Cluster', {
      vpc: this.vpc,
      clusterName: stage.fixedName(config.clusterName),
      kubernetesVersion: config.kubernetesVersion,
      adminArns: config.adminArns,
      publicCidrs: config.publicCidrs,
      autoMode: config.autoMode,
      kubectlLayer: new KubectlV36Layer(this, 'Kubectl'),
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeNodes({ nodeType, nodeMin, nodeDesired, nodeMax }: Config): void {
    new NodeGroup(this, 'Nodes', {
      cluster: this.eks,
      nodegroupName: 'managed-ng-1',
      instanceTypes: [new ec2.InstanceType(nodeType)],
      minSize: nodeMin,
      desiredSize: nodeDesired,
      maxSize: nodeMax,
      labels: { role: 'worker', stack: 'reference-app' },
    });
  }

  private makeBalancer(loadBalancerName: string, { domain, hostedZoneId, certificateArn, allowedCidrs }: Config): ServiceLoadBalancer {
    const { hosts } = this;
    return new ServiceLoadBalancer(this, 'Balancer', {
      cluster: this.eks,
      vpc: this.vpc,
      loadBalancerName,
      // Ports of the gateway's pods: requests, and status.
      podPort: 80,
      healthPort: 15_021,
      allowedCidrs: allowedCidrs.length > 0 ? allowedCidrs : undefined,
      deletionProtection: false,
      ...(hosts
        ? {
            hostNames: [hosts.ui, hosts.api],
            ...(hostedZoneId !== '' && { hostedZoneId, zoneName: domain }),
            ...(certificateArn !== '' && { certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', certificateArn) }),
          }
        : { allowPlainHttp: true }),
    });
  }
}
