export * from './rabbit-mq-broker';
