import { App, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { list, optional, text } from '../../lib/scenarios/contract-entry';
import { ScenarioStage } from '../../lib/scenarios/stage';

const contract = { bucket: text('a bucket'), crawlers: list('crawlers'), secret: optional('a secret') };
type Values = Parameters<ScenarioStage<typeof contract>['publish']>[1];

function stageOf(stageName = 'dev') {
  const app = new App({ builtinCloudFormationValidation: false });
  const stage = new ScenarioStage(app, { scenario: { id: 'toy', contract }, stageName, ttlHours: 6 });
  return { app, stage, stack: new Stack(stage, 'store') };
}

/** Values of outputs, and of parameters by their names, of a stack that publishes these values. */
function published(values: Values, stageName?: string) {
  const { stage, stack } = stageOf(stageName);
  stage.publish(stack, values);
  const template = Template.fromStack(stack);
  const parameters = Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties: { Name, Value } }) => [Name, Value]);
  const outputs = Object.entries(template.toJSON()['Outputs'] ?? {}).map(([name, output]) => [name, (output as { Value: unknown }).Value]);
  return { outputs: Object.fromEntries(outputs), parameters: Object.fromEntries(parameters) };
}

test('publishes each entry as an output and as a parameter of the stage', () => {
  expect(published({ bucket: 'lake', crawlers: ['raw', 'rates'], secret: 'sesame' }, 'test')).toEqual({
    outputs: { bucket: 'lake', crawlers: 'raw,rates', secret: 'sesame' },
    parameters: { '/stagecraft/toy/test/bucket': 'lake', '/stagecraft/toy/test/crawlers': 'raw,rates', '/stagecraft/toy/test/secret': 'sesame' },
  });
});

test('leaves neither output nor parameter of an absent optional entry and of an empty list', () => {
  expect(published({ bucket: 'lake', crawlers: [], secret: undefined })).toEqual({
    outputs: { bucket: 'lake' },
    parameters: { '/stagecraft/toy/dev/bucket': 'lake' },
  });
});

test('joins a list that is a token as a whole', () => {
  const crawlers = Token.asList({ 'Fn::GetAtt': ['Crawlers', 'Names'] });

  expect(published({ bucket: 'lake', crawlers, secret: undefined })).toMatchObject({
    outputs: { crawlers: { 'Fn::Join': [',', { 'Fn::GetAtt': ['Crawlers', 'Names'] }] } },
  });
});

test('joins a list whose values are tokens', () => {
  const crawlers = [Lazy.string({ produce: () => 'raw' }), Token.asString({ Ref: 'Rates' })];

  expect(published({ bucket: 'lake', crawlers, secret: undefined })).toMatchObject({
    outputs: { crawlers: { 'Fn::Join': ['', ['raw,', { Ref: 'Rates' }]] } },
  });
});

test('refuses a value of a list with a comma', () => {
  const { stage, stack } = stageOf();

  expect(() => stage.publish(stack, { crawlers: ['raw,rates'] })).toThrow("cannot hold 'raw,rates'");
});

test('fails synthesis for each entry that no stack publishes', () => {
  const { app, stage, stack } = stageOf();
  stage.publish(stack, { crawlers: [] });

  expect(() => app.synth()).toThrow(/contract entry 'bucket' is never published[\s\S]*contract entry 'secret' is never published/);
  expect(() => app.synth()).not.toThrow(/'crawlers'/);
});

test('fails synthesis for an entry of every deployment that is published without a value', () => {
  const { app, stage, stack } = stageOf();
  stage.publish(stack, { bucket: undefined, crawlers: [], secret: undefined });

  expect(() => app.synth()).toThrow("contract entry 'bucket' is never published");
});

test('synthesizes when every entry is published, the optional one as absent', () => {
  const { app, stage, stack } = stageOf();
  stage.publish(stack, { bucket: 'lake', crawlers: [], secret: undefined });

  expect(() => app.synth()).not.toThrow();
});

test('tags its resources with scenario, stage and time to live', () => {
  const { stage, stack } = stageOf('test');
  new s3.CfnBucket(stack, 'Data');
  stage.publish(stack, { bucket: 'lake', crawlers: [], secret: undefined });

  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    Tags: [
      { Key: 'stagecraft:scenario', Value: 'toy' },
      { Key: 'stagecraft:stage', Value: 'test' },
      { Key: 'stagecraft:ttl-hours', Value: '6' },
    ],
  });
});
