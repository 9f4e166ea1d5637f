import { worldOf } from '../../lib/access';

type Fields = Readonly<Record<string, unknown>>;

export const ACCOUNT = '111122223333';
export const allow = (action: unknown, resource: unknown, rest: Fields = {}): Fields => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...rest,
});
export const policy = (...statements: readonly Fields[]): Fields => ({ Version: '2012-10-17', Statement: statements });
export const trusting = (service: string): Fields =>
  policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } });
export const resource = (Type: string, Properties: Fields = {}) => ({ Type, Properties });
export const att = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
export const ref = (id: string) => ({ Ref: id });
export const join = (...parts: readonly unknown[]) => ({ 'Fn::Join': ['', parts] });
export const lambdaRole = (rest: Fields = {}) =>
  resource('AWS::IAM::Role', { RoleName: 'app', AssumeRolePolicyDocument: trusting('lambda'), ...rest });

export const APP = `arn:aws:iam::${ACCOUNT}:role/app`;

/** A world of one stack. */
export const worldWith = (resources: Fields, rest: Fields = {}) => worldOf([{ name: 'lake', template: { Resources: resources, ...rest } }]);
