/**
 * What breaks a rule of the house today, by name. The lists only shrink: a test fails as soon as one of these breaks its rule no longer, and new code
 * is never added.
 */

/** Files that import themselves by way of others. */
export const CIRCLES: readonly string[] = [];

/** Props whose type is a concrete construct of ours: nobody can give what exists already. */
export const CONCRETE_PROPS: readonly string[] = [];

/** Props that take no token, and why. */
export const NO_TOKENS: Readonly<Record<string, string>> = {
  'AthenaFunction.code': 'a folder that is read at synthesis',
  'DocumentDbCluster.engineVersion': 'the family of the parameter group is made of it',
  'DocumentDbCluster.instances': 'as many resources are made',
  'EmrCluster.releaseLabel': 'what a release installs is checked by its label',
  'EmrServerlessApplication.maxCpu': 'the memory is calculated from it',
  'EmrStepsStateMachine.releaseLabel': 'what a release installs is checked by its label',
  'FederatedRole.sessionTags': 'they are keys of conditions',
  'LocalAsset.path': 'a file that is read at synthesis',
  'Network.cidr': 'it is divided among the subnets',
  'Network.natGateways': 'as many resources are made',
  'PostgresAlarms.freeGiB': 'it is converted to bytes',
  'PostgresDatabase.engineVersion': 'the family of the parameter group is made of it',
  'PostgresDatabase.replicas': 'as many resources are made',
  'PostgresFunction.code': 'a folder that is read at synthesis',
  'PostgresNetwork.cidr': 'it is divided among the subnets',
  'Quarantine.code': 'a folder that is read at synthesis',
  'RecordTransformation.code': 'a folder that is read at synthesis',
  'SparkJob.script': 'a file that is read at synthesis',
};

/** Forms of files that a reader of a rehearsal or a job does not read. */
export const READERS: readonly string[] = [
  'a dump, COPY: byte order mark',
  'locations, CSV: gzip',
  'locations, CSV: quoted comma',
  'patients, CSV: UTF-16',
  'patients, CSV: gzip',
  'rates, XML: UTF-16',
  'rates, XML: gzip',
  'readings, JSON lines: gzip',
];
