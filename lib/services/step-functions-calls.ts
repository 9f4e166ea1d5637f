import { arnOf, as, required } from './requests';
import type { CallMapping, ServiceCalls } from './service';

/** A request on an execution, whose ARN the call has. */
const onExecution = (action: string): CallMapping => as(`states:${action}`, (input) => required(input, 'executionArn'));

export const stepFunctionsCalls: ServiceCalls = {
  sdk: 'sfn',
  prefix: 'states',
  operations: {
    StartExecution: as('states:StartExecution', (input, context) => arnOf(context, 'states', '', required(input, 'stateMachineArn'))),
    StartSyncExecution: as('states:StartSyncExecution', (input, context) => arnOf(context, 'states', '', required(input, 'stateMachineArn'))),
    DescribeStateMachine: as('states:DescribeStateMachine', (input) => required(input, 'stateMachineArn')),
    ListExecutions: as('states:ListExecutions', (input) => required(input, 'stateMachineArn')),
    DescribeExecution: onExecution('DescribeExecution'),
    GetExecutionHistory: onExecution('GetExecutionHistory'),
    StopExecution: onExecution('StopExecution'),
  },
};
