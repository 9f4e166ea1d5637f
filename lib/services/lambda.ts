import { destinationUses, functionUses, sourceUses } from './lambda-behalf';
import { lambdaCalls } from './lambda-calls';
import { cloudControl, physicalId, property } from './lookups';
import { COMPUTE, type Service } from './service';

export const lambda: Service = {
  namespace: 'Lambda',
  name: 'Lambda',
  colour: COMPUTE,
  hidden: true,
  types: {
    'AWS::Lambda::EventInvokeConfig': {
      lookup: cloudControl({ FunctionName: property('FunctionName'), Qualifier: property('Qualifier') }),
      onBehalf: destinationUses,
    },
    'AWS::Lambda::EventSourceMapping': {
      lookup: cloudControl('Id'),
      arn: 'lambda:{region}:{account}:event-source-mapping:{id}',
      drawing: { connects: { from: 'EventSourceArn', to: 'FunctionName', relation: 'data' } },
      onBehalf: sourceUses,
    },
    'AWS::Lambda::Function': {
      lookup: cloudControl('FunctionName'),
      nameProperty: 'FunctionName',
      arn: 'lambda:{region}:{account}:function:{id}',
      leftovers: ({ physicalId: name }) => [{ kind: 'log-group', name: `/aws/lambda/${name}` }],
      drawing: { hidden: false },
      onBehalf: functionUses,
      pin: {
        software: /^AWS Lambda for /,
        version: ({ Runtime }) => Runtime,
        isExempt: ({ PackageType }) => PackageType === 'Image',
      },
    },
    'AWS::Lambda::LayerVersion': { lookup: cloudControl('LayerVersionArn') },
    'AWS::Lambda::Permission': {
      lookup: cloudControl({ FunctionName: property('FunctionName'), Id: physicalId }),
      drawing: { connects: { from: 'SourceArn', to: 'FunctionName', relation: 'call' } },
    },
  },
  calls: [lambdaCalls],
};
