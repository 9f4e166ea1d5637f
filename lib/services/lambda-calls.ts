import { arnOf, as, member, required } from './requests';
import type { CallContext, CallInput, ServiceCalls } from './service';

/** ARN of a function, which a call names by its name, by a part of its ARN or by the whole, each with a version or an alias behind it. */
const functionArn = (input: CallInput, context: CallContext) => {
  const given = required(input, 'FunctionName');
  const path = given.startsWith('arn:') ? given.split(':').slice(6).join(':') : given.replace(/^\d{12}:function:/, '');
  const [name = '', own] = path.split(':');
  const qualifier = member('Qualifier')(input) ?? own;
  const base = given.startsWith('arn:') ? given.split(':').slice(0, 7).join(':') : arnOf(context, 'lambda', `function:${name}`);
  return qualifier === undefined ? base : `${base}:${qualifier}`;
};

export const lambdaCalls: ServiceCalls = {
  sdk: 'lambda',
  prefix: 'lambda',
  names: { FunctionName: member('FunctionName') },
  operations: {
    Invoke: as('lambda:InvokeFunction', functionArn),
    InvokeAsync: as('lambda:InvokeFunction', functionArn),
    InvokeWithResponseStream: as('lambda:InvokeFunction', functionArn),
  },
};
