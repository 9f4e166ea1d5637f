import { cloudControl, property } from './lookups';
import { arnOf, as, required } from './requests';
import { type Service, STORAGE } from './service';

export const iot: Service = {
  namespace: 'IoT',
  name: 'IoT Core',
  colour: STORAGE,
  types: {
    'AWS::IoT::Certificate': { lookup: cloudControl('Id'), drawing: { hidden: true } },
    'AWS::IoT::Policy': {
      lookup: cloudControl('Id'),
      nameProperty: 'PolicyName',
      arn: 'iot:{region}:{account}:policy/{id}',
      drawing: { hidden: true },
    },
    'AWS::IoT::PolicyPrincipalAttachment': {
      lookup: cloudControl({ PolicyName: property('PolicyName'), Principal: property('Principal') }),
      drawing: { hidden: true },
    },
    'AWS::IoT::Thing': { lookup: cloudControl('ThingName'), nameProperty: 'ThingName' },
    'AWS::IoT::ThingGroup': { lookup: cloudControl('ThingGroupName'), nameProperty: 'ThingGroupName', arn: 'iot:{region}:{account}:thinggroup/{id}' },
    'AWS::IoT::ThingPrincipalAttachment': {
      lookup: cloudControl({ ThingName: property('ThingName'), Principal: property('Principal') }),
      drawing: { hidden: true },
    },
    'AWS::IoT::ThingType': { lookup: cloudControl('ThingTypeName'), nameProperty: 'ThingTypeName', arn: 'iot:{region}:{account}:thingtype/{id}' },
    'AWS::IoT::TopicRule': {
      lookup: cloudControl('RuleName'),
      nameProperty: 'RuleName',
      arn: 'iot:{region}:{account}:rule/{id}',
      drawing: { relation: 'data' },
    },
    'AWS::IoT::TopicRuleDestination': { lookup: cloudControl('Arn'), drawing: { hidden: true } },
  },
  calls: [
    {
      sdk: 'iotdataplane',
      prefix: 'iot',
      operations: Object.fromEntries([
        ['Publish', as('iot:Publish', (input, context) => arnOf(context, 'iot', `topic/${required(input, 'topic')}`))],
        ...['DeleteThingShadow', 'GetThingShadow', 'UpdateThingShadow'].map((name) => [
          name,
          as(`iot:${name}`, (input, context) => arnOf(context, 'iot', `thing/${required(input, 'thingName')}`)),
        ]),
      ]),
    },
  ],
};
