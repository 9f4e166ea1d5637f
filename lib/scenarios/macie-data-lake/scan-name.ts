/** First part of the name of every scan of this scenario. */
export const SCANS = 'SyntheaPatientData';
