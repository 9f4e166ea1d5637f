import { INTEGRATION } from './colours';
import { cloudControl } from './lookups';
import type { Service } from './service';

export const stepFunctions: Service = {
  namespace: 'StepFunctions',
  name: 'Step Functions',
  colour: INTEGRATION,
  types: {
    'AWS::StepFunctions::StateMachine': {
      lookup: cloudControl('Arn'),
      nameProperty: 'StateMachineName',
      arn: 'states:{region}:{account}:stateMachine:{name}',
      remains: [
        'rules StepFunctionsGetEvent* of EventBridge, by which Step Functions waits for EMR, in every region of the account that had such a state machine',
      ],
      work: {
        order: 'starters',
        async stop(resources, { verbs }) {
          const stopped = await Promise.all(resources.map(({ physicalId }) => verbs.stepfunctions.stopAll(physicalId)));
          return stopped.flat().map((arn) => `execution ${arn}`);
        },
      },
      drawing: { relation: 'call' },
    },
  },
};
