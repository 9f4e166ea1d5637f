import { athenaCalls } from './athena-calls';
import { cloudControl, textAt } from './lookups';
import { ANALYTICS, type Service } from './service';

export const athena: Service = {
  namespace: 'Athena',
  name: 'Athena',
  colour: ANALYTICS,
  types: {
    'AWS::Athena::NamedQuery': { lookup: cloudControl('NamedQueryId'), drawing: { inside: 'AWS::Athena::WorkGroup' } },
    'AWS::Athena::WorkGroup': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'athena:{region}:{account}:workgroup/{id}',
      work: {
        order: 'work',
        async stop(resources, { verbs }) {
          const queries = await Promise.all(resources.map(({ physicalId }) => verbs.athena.stopAll(physicalId)));
          return queries.flat().map((id) => `query ${id}`);
        },
      },
      pin: {
        software: /^Athena$/,
        version: (properties) => textAt(properties, 'WorkGroupConfiguration.EngineVersion.SelectedEngineVersion'),
      },
    },
  },
  calls: [athenaCalls],
};
