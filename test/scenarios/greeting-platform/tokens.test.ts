import { App, Stack, Token } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { objectsOf } from '../../../lib/kubernetes/installation';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { onAws } from './installations';

test('resolves CDK tokens to references', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test');
  const later = new Bucket(stack, 'Later').bucketArn;
  const objects = objectsOf(
    platform({
      ...onAws,
      image: `${later}:1`,
      hosts: undefined,
      uiOrigin: `http://${later}`,
      managedStores: { ...onAws.managedStores!, mongo: { hosts: [later], port: 27_017 }, connectionsSecretArn: later },
      entrance: { kind: 'target-group', targetGroupArn: later },
    }),
  );
  const resolved = JSON.stringify(stack.resolve(stack.toJsonString(objects)));

  expect(Token.isUnresolved(later)).toBe(true);
  expect(resolved).not.toMatch(/Token\[/);
  // 9 images, the origin and the page's API address, a host, the secret, the target group.
  expect(resolved.match(/"Fn::GetAtt":\["Later/g)).toHaveLength(9 + 2 + 1 + 1 + 1);
});
