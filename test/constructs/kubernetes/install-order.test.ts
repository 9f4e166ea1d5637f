import { App, CfnResource, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { InstallOrder } from 'stagecraft-constructs/kubernetes';
import { templateOf } from '../../support/synth';

const resource = (stack: Stack, id: string) => new CfnResource(stack, id, { type: 'Test::Thing' });
const dependenciesOf = (template: Template) =>
  Object.fromEntries(
    Object.entries(template.toJSON().Resources as Record<string, { DependsOn?: string[] }>).map(([id, { DependsOn }]) => [id, DependsOn]),
  );

test('a phase depends on the phase before it', () => {
  const template = templateOf((stack) => {
    const order = new InstallOrder(['nodes', 'charts', 'workloads']);
    order.add('nodes', resource(stack, 'Nodes'));
    order.add('charts', resource(stack, 'Base'), resource(stack, 'Istiod'));
    order.add('workloads', resource(stack, 'Service'));
  });

  expect(dependenciesOf(template)).toEqual({ Nodes: undefined, Base: ['Nodes'], Istiod: ['Nodes'], Service: ['Base', 'Istiod'] });
});

test('the order of the add calls does not matter', () => {
  const template = templateOf((stack) => {
    const order = new InstallOrder(['nodes', 'workloads']);
    order.add('workloads', resource(stack, 'Service'));
    order.add('nodes', resource(stack, 'Nodes'));
  });

  expect(dependenciesOf(template)['Service']).toEqual(['Nodes']);
});

test('skips an empty phase', () => {
  const template = templateOf((stack) => {
    const order = new InstallOrder(['nodes', 'charts', 'workloads']);
    order.add('nodes', resource(stack, 'Nodes'));
    order.add('workloads', resource(stack, 'Service'));
  });

  expect(dependenciesOf(template)['Service']).toEqual(['Nodes']);
});

test('the first phase depends on the option after', () => {
  const template = templateOf((stack) => {
    const cluster = resource(stack, 'Cluster');
    const order = new InstallOrder(['base', 'gateways'], { after: cluster });
    order.add('gateways', resource(stack, 'Gateway'));
  });

  expect(dependenciesOf(template)['Gateway']).toEqual(['Cluster']);
});

test('endOf depends on a phase and all before it', () => {
  const template = templateOf((stack) => {
    const cluster = new InstallOrder(['nodes', 'add-ons', 'charts']);
    const mesh = new InstallOrder(['base', 'istiod'], { after: cluster.endOf('add-ons') });
    mesh.add('base', resource(stack, 'Base'));
    mesh.add('istiod', resource(stack, 'Istiod'));
    cluster.add('nodes', resource(stack, 'Nodes'));
    cluster.add('add-ons', resource(stack, 'CoreDns'));
    cluster.add('charts', resource(stack, 'Other'));
  });

  expect(dependenciesOf(template)).toMatchObject({ CoreDns: ['Nodes'], Base: ['CoreDns'], Istiod: ['Base'], Other: ['CoreDns'] });
});

test('orders stacks when the phases are in several stacks', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const platform = new Stack(app, 'Platform');
  const services = new Stack(app, 'Services');
  const order = new InstallOrder(['nodes', 'workloads']);
  order.add('nodes', resource(platform, 'Nodes'));
  order.add('workloads', resource(services, 'Service'));
  app.synth();

  expect(services.dependencies).toEqual([platform]);
});
