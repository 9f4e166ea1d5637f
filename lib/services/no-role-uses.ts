/** Types whose properties name roles that their service does not act as, each with the reason. */
export const NO_ROLE_USES: Readonly<Record<string, string>> = {
  'AWS::EKS::AccessEntry': 'the role gets rights in Kubernetes; EKS does not assume it',
  'AWS::IAM::InstanceProfile': 'it hands its role to instances, whose types tell what is done',
  'AWS::IAM::Policy': 'it belongs to the role',
  'AWS::IAM::Role': 'its trust policy names other roles',
  'AWS::KMS::Key': 'its policy names roles that may use it',
  'AWS::SSM::Parameter': 'it publishes the name of the role; who reads it hands it on',
};
