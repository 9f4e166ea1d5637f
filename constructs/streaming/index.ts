export * from './bucket-delivery-stream';
export type { Buffering } from './buffering';
export type { DeliveryStreamProps } from './delivery-props';
export type { IDeliveryStream } from './delivery-stream';
export { FIREHOSE_RANGES } from './firehose-ranges';
export * from './record-transformation';
export * from './redshift-delivery-stream';
