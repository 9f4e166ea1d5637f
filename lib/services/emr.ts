import { clusterUses } from './emr-behalf';
import { emrCalls } from './emr-calls';
import { clusterText, liveClusters, stopClusters } from './emr-clusters';
import { cloudControl, probe } from './lookups';
import { ANALYTICS, type Service } from './service';

export const emr: Service = {
  namespace: 'EMR',
  name: 'EMR',
  colour: ANALYTICS,
  serviceLinkedRoles: ['AWSServiceRoleForEMRCleanup'],
  types: {
    'AWS::EMR::Cluster': {
      // EMR describes a cluster for weeks after it has terminated.
      lookup: probe(async (id, verbs) => (await liveClusters([id], verbs)).length > 0),
      arn: 'elasticmapreduce:{region}:{account}:cluster/{id}',
      protection: {
        async find(resources, { verbs }) {
          const ids = resources.map(({ physicalId }) => physicalId);
          return (await liveClusters(ids, verbs)).filter(({ isProtected }) => isProtected).map(clusterText);
        },
        // Terminating takes it off.
        remove: async () => {},
      },
      // Until it has ended it writes logs into a bucket that has to be empty.
      work: {
        order: 'machines',
        async stop(resources, { verbs }, task) {
          const ids = resources.map(({ physicalId }) => physicalId);
          return stopClusters(await liveClusters(ids, verbs), verbs, task);
        },
      },
      pin: { software: /^Amazon EMR$/, version: ({ ReleaseLabel }) => ReleaseLabel },
      onBehalf: clusterUses,
    },
    'AWS::EMR::SecurityConfiguration': { lookup: cloudControl('Name'), nameProperty: 'Name' },
  },
  calls: [emrCalls],
};
