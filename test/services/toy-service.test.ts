import type { ServiceVerbs } from '../../lib/contract/service-verbs';
import { type Service, servicesOf } from '../../lib/services';
import { cloudControl, property } from '../../lib/services/lookups';
import { repositoryFiles, textOf } from '../support/files';
import { recordingTask } from '../support/task';
import { LOCATION } from './deployed';

/** All that one file says about a service. */
const toy: Service = {
  namespace: 'Toy',
  name: 'Toy Shop',
  colour: '#123456',
  types: {
    'AWS::Toy::Train': {
      lookup: cloudControl({ LineName: property('Line.Name'), TrainId: ({ physicalId }) => physicalId }),
      nameProperty: 'TrainName',
      arn: 'toy:{region}:{account}:train/{id}',
      leftovers: ({ physicalId }) => [{ kind: 'log-group', name: `/aws/toy/${physicalId}` }],
      work: { order: 'starters', stop: async (trains) => trains.map(({ physicalId }) => `train ${physicalId}`) },
      protection: { find: async (trains) => trains.map(({ physicalId }) => `train ${physicalId}`), remove: async () => {} },
      drawing: { relation: 'data' },
      pin: { software: /^Steam$/, version: ({ Engine }) => Engine },
    },
  },
};

test('a service is one entry of the table, and everything that depends on its types follows', async () => {
  const services = servicesOf([toy]);
  const train = { type: 'AWS::Toy::Train', physicalId: 'thomas', properties: { Line: { Name: 'sodor' }, TrainName: 'thomas' } };
  const asked: string[] = [];
  const verbs = {
    cloudControl: {
      async resource(type: string, identifier: string) {
        asked.push(`${type} ${identifier}`);
        return { state: 'absent' };
      },
    },
  } as unknown as ServiceVerbs;
  const context = { verbs, location: LOCATION, resources: [train], tags: {} };

  await expect(services.look(train, context)).resolves.toEqual({ state: 'absent' });
  expect(asked).toEqual(['AWS::Toy::Train sodor|thomas']);
  expect(services.fixedIdOf(train.type, train.properties, LOCATION)).toBe('thomas');
  expect(services.resourceOfArn('arn:aws:toy:eu-central-1:111122223333:train/thomas')).toEqual({ type: train.type, physicalId: 'thomas' });
  expect(services.leftoversOf([train])).toEqual([{ kind: 'log-group', name: '/aws/toy/thomas' }]);
  await expect(services.typeOf(train.type)?.protection?.find([train], context)).resolves.toEqual(['train thomas']);
  await expect(services.workOf([train])[0]?.stop(context, recordingTask())).resolves.toEqual(['train thomas']);
  expect(services.serviceOf('AWS::Toy::Train')?.name).toBe('Toy Shop');
  expect(services.serviceOf('AWS::Toy::Whistle')?.name).toBe('Toy Shop');
  expect(services.serviceOf('AWS::Other::Train')).toBeUndefined();
  expect(services.typeOf(train.type)?.pin?.version({ Engine: '2' })).toBe('2');
});

test('the table imports the contract alone, and no SDK, no CDK and no other room', () => {
  const imports = repositoryFiles('lib/services/*.ts').flatMap((file) =>
    [...textOf(file).matchAll(/from '([^']+)'/g)].map(([, from = '']) => `${file} ${from}`),
  );

  expect(imports.length).toBeGreaterThan(100);
  // What reads templates, and definitions in them, needs the resolver of intrinsics, which imports nothing.
  const readers = ['stacks', 'state-machine-calls', 'step-functions-behalf'].map(
    (name) => `lib/services/${name}.ts stagecraft-constructs/intrinsics`,
  );
  expect(imports.filter((line) => !/ (\.\/|\.\.\/contract\/)[a-z0-9-]+$/.test(line)).sort()).toEqual(readers);
});
