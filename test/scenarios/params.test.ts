import { cidr, instanceType, optionalCidr } from '../../lib/scenarios/params';

describe('cidr', () => {
  test.each(['10.0.0.0/16', '192.168.4.0/22', '255.255.255.255/20'])('accepts %s', (block) => {
    expect(cidr(16, 22).parse(block)).toBe(block);
  });

  test.each(['10.300.0.0/16', '10.0.0/16', '10.0.0.0/15', '10.0.0.0/23', '10.0.0.0', '10.0.0.0/160', '010.0.0.0/16', '0.0.0.0/16', 'fd00::/16', ''])(
    "refuses '%s' with the allowed blocks",
    (block) => {
      expect(() => cidr(16, 22, '10.0.0.0/16').parse(block)).toThrow('a CIDR block from /16 to /22, such as 10.0.0.0/16');
    },
  );

  test('optional: accepts none, which is the default, and no other text', () => {
    const block = optionalCidr(24, 32, '203.0.113.7/32');
    expect([block.parse(undefined), block.parse(''), block.parse('203.0.113.7/32')]).toEqual(['', '', '203.0.113.7/32']);
    expect(() => block.parse('203.0.113.256/32')).toThrow('from /24 to /32');
  });
});

test.each(['m7g.xlarge', 'm7i.metal-24xl', 'u7i-12tb.224xlarge', 'c6gn.metal'])('accepts the instance type %s', (type) => {
  expect(instanceType.parse(type)).toBe(type);
});

test.each(['j.cek', 'm7g', 'M7G.large', 'm7g.'])('refuses %s, which is no instance type', (type) => {
  expect(() => instanceType.parse(type)).toThrow('an instance type such as m7g.xlarge');
});
