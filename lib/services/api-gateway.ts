import { cloudControl, physicalId, property } from './lookups';
import { type Drawing, NETWORK, type Service } from './service';

const API = 'AWS::ApiGatewayV2::Api';
const api = property('ApiId');
const inApi: Drawing = { inside: API };

export const apiGateway: Service = {
  namespace: 'ApiGatewayV2',
  name: 'API Gateway',
  colour: NETWORK,
  types: {
    [API]: { lookup: cloudControl('ApiId'), arn: 'apigateway:{region}::/apis/{id}' },
    'AWS::ApiGatewayV2::ApiMapping': {
      lookup: cloudControl({ ApiMappingId: physicalId, DomainName: property('DomainName') }),
      drawing: { hidden: true },
    },
    'AWS::ApiGatewayV2::Authorizer': { lookup: cloudControl({ AuthorizerId: physicalId, ApiId: api }), drawing: inApi },
    'AWS::ApiGatewayV2::Deployment': { lookup: cloudControl({ ApiId: api, DeploymentId: physicalId }), drawing: { hidden: true } },
    'AWS::ApiGatewayV2::DomainName': {
      lookup: cloudControl('DomainName'),
      nameProperty: 'DomainName',
      arn: 'apigateway:{region}::/domainnames/{id}',
    },
    'AWS::ApiGatewayV2::Integration': { lookup: cloudControl({ ApiId: api, IntegrationId: physicalId }), drawing: { hidden: true } },
    'AWS::ApiGatewayV2::Route': { lookup: cloudControl({ ApiId: api, RouteId: physicalId }), drawing: { hidden: true } },
    'AWS::ApiGatewayV2::Stage': {
      lookup: cloudControl({ ApiId: api, StageName: property('StageName') }),
      arn: {
        format: 'apigateway:{region}::/apis/{path}',
        physicalId: (id) => id.replace('/stages/', '|'),
        id: (own) => (own.includes('|') ? own.replace('|', '/stages/') : undefined),
      },
      drawing: inApi,
    },
    'AWS::ApiGatewayV2::VpcLink': { lookup: cloudControl('VpcLinkId'), arn: 'apigateway:{region}::/vpclinks/{id}' },
  },
};
