import { RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { DocumentDbCluster } from 'stagecraft-constructs/database';
import { RabbitMqBroker } from 'stagecraft-constructs/messaging';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import { CONNECTIONS } from '../stores';
import type { Network } from './network';

/** Database and queue outside of the cluster, and the connection strings of the services. */
export class Data extends Stack {
  public readonly database: DocumentDbCluster;
  public readonly broker: RabbitMqBroker;
  /** Connection strings of the services: a JSON object with the keys of the Kubernetes Secret. */
  public readonly connections: secretsmanager.Secret;

  constructor(stage: ScenarioStage<Contract>, config: Config, { vpc }: Network) {
    super(stage, 'data', { description: 'DocumentDB and RabbitMQ of the reference platform' });
    const name = stage.fixedName(config.clusterName);
    this.database = new DocumentDbCluster(this, 'Database', {
      vpc,
      clusterName: name,
      instanceType: new ec2.InstanceType(config.databaseInstance),
      // One instance, as in the article: a second one would double the cost.
      instances: 1,
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.broker = new RabbitMqBroker(this, 'Broker', {
      vpc,
      brokerName: name,
      instanceType: config.brokerInstance,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.connections = this.makeConnections();

    stage.publish(this, {
      databaseHost: this.database.host,
      databaseSecret: this.database.secret.secretArn,
      databaseLogs: this.database.logGroups.map(({ logGroupName }) => logGroupName),
      broker: this.broker.broker.ref,
      brokerEndpoint: this.broker.endpoint,
      brokerConsole: this.broker.consoleUrl,
      brokerSecret: this.broker.secret.secretArn,
      brokerLogPrefix: this.broker.logGroupPrefix,
      connectionsSecret: this.connections.secretArn,
    });
  }

  /** CloudFormation composes the strings from the two other secrets; no template holds a password. */
  private makeConnections(): secretsmanager.Secret {
    const { database, broker } = this;
    const user = (secret: secretsmanager.ISecret) => ['username', 'password'].map((key) => secret.secretValueFromJson(key).unsafeUnwrap()).join(':');
    const value = {
      [CONNECTIONS.mongo]: `mongodb://${user(database.secret)}@${database.host}:27017/?${database.uriOptions}`,
      [CONNECTIONS.rabbitmq]: `amqps://${user(broker.secret)}@${broker.host}:5671/`,
    };
    const connections = new secretsmanager.Secret(this, 'Connections', {
      description: 'Connection strings of the services of the reference platform',
      // Not plain text: user and password are dynamic references to the other secrets.
      secretStringValue: SecretValue.unsafePlainText(this.toJsonString(value)),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(connections).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Made of two other secrets each time that the stack is deployed; it changes when they do',
    });
    return connections;
  }
}
