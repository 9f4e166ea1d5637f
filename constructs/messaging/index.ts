export * from './rabbit-mq-broker';
export * from './topic-publishers';
