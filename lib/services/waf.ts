import { cloudControl, type Part, property } from './lookups';
import { SECURITY, type Service } from './service';

export const waf: Service = {
  namespace: 'WAFv2',
  name: 'WAF',
  colour: SECURITY,
  types: {
    'AWS::WAFv2::WebACL': {
      lookup: cloudControl({ Name: nameOf(0), Id: nameOf(1), Scope: nameOf(2) }),
      arn: {
        format: 'wafv2:{region}:{account}:{path}',
        // regional/webacl/name/id
        physicalId(path) {
          const [scope, , name, id] = path.split('/');
          return [name, id, scope === 'global' ? 'CLOUDFRONT' : 'REGIONAL'].join('|');
        },
        id(own) {
          const [name, id, scope] = own.split('|');
          return [scope === 'CLOUDFRONT' ? 'global' : 'regional', 'webacl', name, id].join('/');
        },
      },
    },
    'AWS::WAFv2::WebACLAssociation': {
      lookup: cloudControl({ ResourceArn: property('ResourceArn'), WebACLArn: property('WebACLArn') }),
      drawing: { connects: { from: 'WebACLArn', to: 'ResourceArn', relation: 'uses' }, hidden: true },
    },
  },
};

/** A part of the physical id of a web ACL: its name, id and scope. */
function nameOf(index: number): Part {
  return ({ physicalId }) => physicalId.split('|')[index];
}
