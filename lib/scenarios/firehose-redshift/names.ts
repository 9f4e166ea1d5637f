/** Folder of the data bucket for readings. */
export const MESSAGES = 'message';

/** Folder of the data bucket for readings that could not be delivered. */
export const ERRORS = 'errors';

/** Names as the article has them, where it has them. */
export const NAMES = { deliveryStream: 'redshift-delivery-stream', readingStream: 'sensor-readings', warehouse: 'sensor-warehouse' } as const;

/** What stands in the contract for something that there is not. */
export const NONE = 'none';

/** Table that the readings fill. */
export const TABLE = 'sensor.message';
