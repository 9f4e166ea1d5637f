import { Fn, Names, RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import { CfnBroker } from 'aws-cdk-lib/aws-amazonmq';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { PropError } from '../errors';
import { privateSubnetsOf } from '../network/private-subnets';
import { RABBITMQ_VERSIONS } from '../versions';

/** Properties of a `RabbitMqBroker`. */
export interface RabbitMqBrokerProps {
  /** Network of the broker. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the broker. A single instance takes the first.
   *
   * @default - the private subnets of the network
   */
  readonly subnets?: readonly ec2.ISubnet[];

  /**
   * Name of the broker, unique in the account and region.
   *
   * @default - derived from the construct's path
   */
  readonly brokerName?: string;

  /**
   * Version of RabbitMQ, one of `RABBITMQ_VERSIONS`. From 4.3 on, queues have to be durable.
   *
   * @default '4.2'
   */
  readonly engineVersion?: string;

  /**
   * Kind of instance, of the family m7g: RabbitMQ 4 runs on no other. The medium one is for trials, by the word of its makers.
   *
   * @default 'mq.m7g.medium' - about three dollars a day
   */
  readonly instanceType?: string;

  /**
   * Whether three instances in different availability zones stand for one another; each is billed. Queues survive the loss of one if they are
   * quorum queues, which they are unless a client asks for another kind.
   *
   * @default false - a single instance, and a pause when it is maintained
   */
  readonly highlyAvailable?: boolean;

  /**
   * Name of the user. Its password is generated and kept in a secret.
   *
   * @default 'services'
   */
  readonly userName?: string;

  /**
   * Key that encrypts what the broker stores.
   *
   * @default - a key of AWS
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of the broker, with its queues, when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A broker of RabbitMQ on Amazon MQ: private, TLS only, encrypted, logged, with a generated password.
 *
 * Opens to nobody; `broker.connections.allowDefaultPortFrom(client)` lets a client in. The password is in `secret` and in no template.
 */
export class RabbitMqBroker extends Construct implements ec2.IConnectable {
  /** The broker itself. */
  public readonly broker: CfnBroker;
  /** Name of the broker. */
  public readonly brokerName: string;
  /** `username` and `password`. */
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
      // Letters and digits alone: the service refuses some punctuation, and connection strings more.
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
      encryptionOptions: { useAwsOwnedKey: !props.encryptionKey, kmsKeyId: props.encryptionKey?.keyArn },
      logs: { general: true },
      users: [{ username, password: this.secret.secretValueFromJson('password').unsafeUnwrap() }],
    });
    this.broker.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Secrets Manager has no function that rotates the password of RabbitMQ, and the service changes it only on the broker itself',
    });
  }

  /** Where clients connect, as in `amqps://b-….mq.eu-central-1.on.aws:5671`. It names no user. */
  public get endpoint(): string {
    return Fn.select(0, this.broker.attrAmqpEndpoints);
  }

  /** Name of the host that clients connect to. */
  public get host(): string {
    return Fn.select(0, Fn.split(':', Fn.select(1, Fn.split('//', this.endpoint))));
  }

  /** Where people look at the queues; from within the network, see `allowConsoleFrom`. */
  public get consoleUrl(): string {
    return Fn.select(0, this.broker.attrConsoleUrLs);
  }

  /** How the names of its log groups begin. The service makes them, under an id that nobody knows before: they outlive the stack. */
  public get logGroupPrefix(): string {
    return `/aws/amazonmq/broker/${this.broker.ref}/`;
  }

  /** Lets a client in to the console and to the management API. */
  public allowConsoleFrom(client: ec2.IConnectable): void {
    this.connections.allowFrom(client, ec2.Port.tcp(443), 'Console of the broker');
  }

  /** Allows the grantee to read user and password. Who is let in besides is decided by `connections`. */
  public grantSecretRead(grantee: iam.IGrantable): iam.Grant {
    return this.secret.grantRead(grantee);
  }

  /** A metric of the broker. Those of single queues are not published for RabbitMQ 4. */
  public metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/AmazonMQ', metricName, dimensionsMap: { Broker: this.brokerName }, ...props }).attachTo(this);
  }

  /** Messages in all queues. Maximum over five minutes by default. */
  public metricMessages(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('MessageCount', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** Consumers of all queues. Minimum over five minutes by default: none means that nobody listens. */
  public metricConsumers(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ConsumerCount', { statistic: cloudwatch.Stats.MINIMUM, ...props });
  }
}

function checkProps(scope: IConstruct, { brokerName, engineVersion, instanceType, userName }: RabbitMqBrokerProps): void {
  if (brokerName !== undefined && !Token.isUnresolved(brokerName) && !/^[\w-]{1,50}$/.test(brokerName)) {
    throw new PropError(scope, {
      problem: 'brokerName is not a name that Amazon MQ allows',
      got: `'${brokerName}'`,
      allowed: 'up to 50 letters, digits, hyphens and underscores',
      fix: 'correct it, or leave it out',
    });
  }
  if (engineVersion !== undefined && !RABBITMQ_VERSIONS.some((known) => known === engineVersion)) {
    throw new PropError(scope, {
      problem: 'engineVersion is not one that this construct has been tried with',
      got: `'${engineVersion}'`,
      allowed: RABBITMQ_VERSIONS.join(', '),
      fix: 'choose one of them, or leave it out',
    });
  }
  if (instanceType !== undefined && !Token.isUnresolved(instanceType) && !/^mq\.m7g\.\w+$/.test(instanceType)) {
    throw new PropError(scope, {
      problem: 'instanceType is not one that RabbitMQ 4 runs on',
      got: `'${instanceType}'`,
      allowed: 'mq.m7g.medium, mq.m7g.large and larger',
      fix: 'choose one of them, or leave it out',
    });
  }
  if (userName !== undefined && (!/^[\w.-]{2,100}$/.test(userName) || userName === 'guest')) {
    throw new PropError(scope, {
      problem: 'userName is not a name that Amazon MQ allows',
      got: `'${userName}'`,
      allowed: "2 to 100 letters, digits, hyphens, dots and underscores, and not 'guest'",
      fix: 'choose another, or leave it out',
    });
  }
}
