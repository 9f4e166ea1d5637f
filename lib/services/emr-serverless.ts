import { ANALYTICS } from './colours';
import { probe } from './lookups';
import type { Service } from './service';

export const emrServerless: Service = {
  namespace: 'EMRServerless',
  name: 'EMR Serverless',
  colour: ANALYTICS,
  types: {
    'AWS::EMRServerless::Application': {
      // A terminated application is listed for a while.
      lookup: probe((id, verbs) => verbs.emrServerless.hasApplication(id)),
      arn: 'emr-serverless:{region}:{account}:/applications/{id}',
      work: {
        order: 'work',
        async stop(resources, { verbs }) {
          const runs = await Promise.all(resources.map(({ physicalId }) => verbs.emrServerless.cancelAll(physicalId)));
          return runs.flat().map((id) => `job run ${id}`);
        },
      },
      remains: ['service-linked role AWSServiceRoleForAmazonEMRServerless of the account'],
      pin: { software: /^Amazon EMR$/, version: ({ ReleaseLabel }) => ReleaseLabel },
    },
  },
};
