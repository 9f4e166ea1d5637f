import { quotaOf, vcpusOf } from '../../lib/contract/instance-types';

test.each([
  ['m7g.medium', 1],
  ['m7g.large', 2],
  ['m7g.xlarge', 4],
  ['r7g.2xlarge', 8],
  ['c7i.48xlarge', 192],
  ['t4g.nano', 2],
  ['t3.medium', 2],
  ['t3.xlarge', 4],
  ['t2.micro', 1],
  ['t2.medium', 2],
  ['g5.xlarge', 4],
  ['m7g.metal', undefined],
  ['mac2.metal', undefined],
  ['u7i-12tb.224xlarge', undefined],
])('%s has %s vCPUs', (type, vcpus) => {
  expect(vcpusOf(type)).toBe(vcpus);
});

test.each([
  ['m7g.large', 'L-1216C47A', 'L-34B43A08'],
  ['im4gn.large', 'L-1216C47A', 'L-34B43A08'],
  ['is4gen.large', 'L-1216C47A', 'L-34B43A08'],
  ['inf2.xlarge', 'L-1945791B', 'L-B5D1601B'],
  ['g6.xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
  ['p5.48xlarge', 'L-417A185B', 'L-7212CCBC'],
  ['x2gd.large', 'L-7295265B', 'L-E3A00192'],
  ['mac2.metal', undefined, undefined],
])('%s counts towards %s on demand and %s as a Spot Instance', (type, onDemand, spot) => {
  expect([quotaOf(type, 'on-demand')?.code, quotaOf(type, 'spot')?.code]).toEqual([onDemand, spot]);
});
