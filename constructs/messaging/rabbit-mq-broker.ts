import { Fn, Names, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnBroker } from 'aws-cdk-lib/aws-amazonmq';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { checkText } from '../checks/text';
import { privateSubnetsOf } from '../network/private-subnets';
import { RABBITMQ_VERSIONS } from '../versions';

/** Properties of a `RabbitMqBroker`. */
export interface RabbitMqBrokerProps {
  /** VPC of the broker. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the broker. A single-instance broker uses the first.
   *
   * @default - the private subnets of the VPC
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Name of the broker, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly brokerName?: string;

  /**
   * RabbitMQ version, one of `RABBITMQ_VERSIONS`. From 4.3 on, queues must be durable.
   *
   * @default '4.2'
   */
  readonly engineVersion?: string;

  /**
   * Broker instance type, of the m7g family, which RabbitMQ 4 requires. AWS recommends `mq.m7g.medium` for evaluation only.
   *
   * @default 'mq.m7g.medium' - about three dollars a day
   */
  readonly instanceType?: string;

  /**
   * Multi-AZ cluster deployment: three nodes in different availability zones, each billed. Quorum queues, the default queue type, survive the loss of
   * one node.
   *
   * @default false - a single-instance broker, which is unavailable during maintenance
   */
  readonly highlyAvailable?: boolean;

  /**
   * Username of the broker user. Its password is generated in Secrets Manager.
   *
   * @default 'services'
   */
  readonly userName?: string;

  /**
   * Removal policy of the broker, with its queues.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An Amazon MQ broker for RabbitMQ: private subnets, TLS only, encrypted at rest, general logs, generated password.
 *
 * The security group allows no client until `broker.connections.allowDefaultPortFrom(client)`. The password is in `secret` and in no template.
 */
export class RabbitMqBroker extends Construct implements ec2.IConnectable {
  /** The L1 broker of aws-cdk-lib. */
  public readonly broker: CfnBroker;
  /** Name of the broker. */
  public readonly brokerName: string;
  /** Secret with the keys `username` and `password`. */
  public readonly secret: Secret;
  /** The default port is 5671, AMQP over TLS. */
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: RabbitMqBrokerProps) {
    super(scope, id);
    checkProps(this, props);

    const highlyAvailable = props.highlyAvailable ?? false;
    const subnets = privateSubnetsOf(this, props.vpc, highlyAvailable ? 2 : 1, { subnets: props.subnets });
    const username = props.userName ?? 'services';
    this.brokerName = props.brokerName ?? Names.uniqueResourceName(this, { maxLength: 50, separator: '-' });
    const securityGroup = new ec2.SecurityGroup(this, 'Access', {
      vpc: props.vpc,
      description: `Clients of ${this.brokerName}`,
      allowAllOutbound: false,
    });
    this.connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(5671) });
    this.secret = new Secret(this, 'Secret', {
      description: `User of ${this.brokerName}`,
      // Only letters and digits: Amazon MQ refuses some punctuation, and connection strings refuse more.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
    });

    this.broker = new CfnBroker(this, 'Resource', {
      brokerName: this.brokerName,
      engineType: 'RABBITMQ',
      engineVersion: props.engineVersion ?? RABBITMQ_VERSIONS[0],
      hostInstanceType: props.instanceType ?? 'mq.m7g.medium',
      deploymentMode: highlyAvailable ? 'CLUSTER_MULTI_AZ' : 'SINGLE_INSTANCE',
      autoMinorVersionUpgrade: true,
      publiclyAccessible: false,
      subnetIds: subnets.slice(0, highlyAvailable ? undefined : 1).map(({ subnetId }) => subnetId),
      securityGroups: [securityGroup.securityGroupId],
      logs: { general: true },
      users: [{ username, password: this.secret.secretValueFromJson('password').unsafeUnwrap() }],
    });
    this.broker.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Secrets Manager has no rotation function for RabbitMQ, and only RabbitMQ itself can change a password',
    });
  }

  /** AMQP endpoint, such as `amqps://b-….mq.eu-central-1.on.aws:5671`, without a username. */
  public get endpoint(): string {
    return Fn.select(0, this.broker.attrAmqpEndpoints);
  }

  /** Host name of the endpoint. */
  public get host(): string {
    return Fn.select(0, Fn.split(':', Fn.select(1, Fn.split('//', this.endpoint))));
  }

  /** URL of the RabbitMQ web console, reachable from the VPC; see `allowConsoleFrom`. */
  public get consoleUrl(): string {
    return Fn.select(0, this.broker.attrConsoleUrLs);
  }

  /** Name prefix of the broker's log groups. Amazon MQ creates them under the broker id, so the stack cannot own them and they outlive it. */
  public get logGroupPrefix(): string {
    return `/aws/amazonmq/broker/${this.broker.ref}/`;
  }

  /** Allows a client to reach the web console and the management API on port 443. */
  public allowConsoleFrom(client: ec2.IConnectable): void {
    this.connections.allowFrom(client, ec2.Port.tcp(443), 'Console of the broker');
  }

  /** Grants read access to username and password. Network access is separate; see `connections`. */
  public grantSecretRead(grantee: iam.IGrantable): iam.Grant {
    return this.secret.grantRead(grantee);
  }

  /** A CloudWatch metric of the broker. Amazon MQ publishes no metrics of single queues for RabbitMQ 4. */
  public metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/AmazonMQ', metricName, dimensionsMap: { Broker: this.brokerName }, ...props }).attachTo(this);
  }

  /** Number of messages in all queues. Maximum over five minutes by default. */
  public metricMessages(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('MessageCount', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** Number of consumers of all queues. Minimum over five minutes by default. */
  public metricConsumers(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ConsumerCount', { statistic: cloudwatch.Stats.MINIMUM, ...props });
  }
}

function checkProps(scope: IConstruct, { brokerName, engineVersion, instanceType, userName }: RabbitMqBrokerProps): void {
  checkText(scope, 'brokerName', brokerName, {
    problem: 'is not a name that Amazon MQ allows',
    form: /^[\w-]{1,50}$/,
    allowed: 'up to 50 letters, digits, hyphens and underscores',
  });
  checkText(scope, 'engineVersion', engineVersion, {
    problem: 'is not one that this construct has been tried with',
    form: (version) => RABBITMQ_VERSIONS.some((known) => known === version),
    allowed: RABBITMQ_VERSIONS.join(', '),
    fix: 'choose one of them, or leave it out',
  });
  checkText(scope, 'instanceType', instanceType, {
    problem: 'is not one that RabbitMQ 4 runs on',
    form: /^mq\.m7g\.\w+$/,
    allowed: 'mq.m7g.medium, mq.m7g.large and larger',
    fix: 'choose one of them, or leave it out',
  });
  checkText(scope, 'userName', userName, {
    problem: 'is not a name that Amazon MQ allows',
    form: /^(?!guest$)[\w.-]{2,100}$/,
    allowed: "2 to 100 letters, digits, hyphens, dots and underscores, and not 'guest'",
    fix: 'choose another, or leave it out',
  });
}
