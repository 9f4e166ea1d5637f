import { MANAGED_POLICIES } from '../../lib/services/managed-policies';
import { judgedUses } from '../support/role-uses';

interface Statement {
  readonly Action: readonly string[];
}

const POLICY = 'AmazonEKS_CNI_Policy';
const role = {
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'cni', AssumeRolePolicyDocument: {}, ManagedPolicyArns: [`arn:aws:iam::aws:policy/${POLICY}`] },
};
const addOn = {
  Type: 'AWS::EKS::Addon',
  Properties: {
    AddonName: 'vpc-cni',
    ClusterName: 'mesh',
    PodIdentityAssociations: [{ ServiceAccount: 'aws-node', RoleArn: 'arn:aws:iam::111122223333:role/cni' }],
  },
};

const documentOf = () => MANAGED_POLICIES[POLICY]?.document as { readonly Statement: readonly Statement[] };

/** What of the plugin's calls is denied, unless it is needed in some cases only. */
async function deniedWithout(action?: string): Promise<readonly string[]> {
  const document = documentOf();
  const statements = document.Statement.map((each) => ({ ...each, Action: each.Action.filter((name) => name !== action) }));
  const replaced = jest.replaceProperty(MANAGED_POLICIES[POLICY] as { document: object }, 'document', { ...document, Statement: statements });
  try {
    const { judged } = await judgedUses([{ name: 'mesh', template: { Resources: { role, addOn } } }]);
    return judged.filter(({ use, decision }) => !decision.isAllowed && !use.isConditional).map(({ request }) => request.action);
  } finally {
    replaced.restore();
  }
}

test("AWS's policy allows every call of the plugin, except the one that is needed in some cases only", async () => {
  expect(await deniedWithout()).toEqual([]);
});

// The policy has it and the plugin's interface of EC2 has no such call: https://github.com/aws/amazon-vpc-cni-k8s/blob/13e3986fda7bb82d038de2d2d3039b3cff83a2b5/pkg/ec2wrapper/client.go
const UNCALLED = 'ec2:DescribeTags';

test.each(documentOf().Statement.flatMap(({ Action }) => Action))('the plugin is denied %s where the policy lacks it', async (action) => {
  expect(await deniedWithout(action)).toEqual(action === UNCALLED ? [] : [action]);
});
