import { cloudControl } from './lookups';
import { INTEGRATION, type Service } from './service';
import { stateMachineUses } from './step-functions-behalf';
import { stepFunctionsCalls } from './step-functions-calls';

export const stepFunctions: Service = {
  namespace: 'StepFunctions',
  name: 'Step Functions',
  colour: INTEGRATION,
  types: {
    'AWS::StepFunctions::StateMachine': {
      lookup: cloudControl('Arn'),
      nameProperty: 'StateMachineName',
      arn: 'states:{region}:{account}:stateMachine:{name}',
      // Step Functions waits for steps of EMR by a rule that it creates once in an account.
      remains({ properties }) {
        const definition = JSON.stringify(properties?.['DefinitionString'] ?? '');
        return [
          ...(/elasticmapreduce:[a-zA-Z]+\.sync/.test(definition)
            ? ['EventBridge rules StepFunctionsGetEventForEMR…, which all state machines of the account share']
            : []),
          ...(/TargetSpotCapacity\W+[1-9]/.test(definition)
            ? ['service-linked role AWSServiceRoleForEC2Spot, which the service creates once in an account']
            : []),
        ];
      },
      work: {
        order: 'starters',
        async stop(resources, { verbs }) {
          const stopped = await Promise.all(resources.map(({ physicalId }) => verbs.stepfunctions.stopAll(physicalId)));
          return stopped.flat().map((arn) => `execution ${arn}`);
        },
      },
      drawing: { relation: 'call' },
      onBehalf: stateMachineUses,
    },
  },
  calls: [stepFunctionsCalls],
};
