import { filled, savedQuery } from '../../../lib/scenarios/greeting-platform/saved-queries';

const TEXT = `# CPU usage of each pod
# $namespace = dev: namespace of the pods
# $range = 5m: how far back a rate looks: longer is smoother
# A remark.
sum by (pod) (
  rate(cpu{namespace="$namespace"}[$range])
)
`;

describe('a file as a query', () => {
  test('has summary and parameters in its comments, and the rest as text', () => {
    expect(savedQuery('p08-cpu.promql', TEXT)).toEqual({
      name: 'p08-cpu',
      language: 'promql',
      description: 'CPU usage of each pod',
      parameters: {
        namespace: { fallback: 'dev', description: 'namespace of the pods' },
        range: { fallback: '5m', description: 'how far back a rate looks: longer is smoother' },
      },
      text: 'sum by (pod) (\n  rate(cpu{namespace="$namespace"}[$range])\n)',
    });
  });

  test('has a language by file extension, and needs no comments', () => {
    expect(savedQuery('errors.logs', 'fields @message\n')).toEqual({
      name: 'errors',
      language: 'logs',
      description: '',
      parameters: {},
      text: 'fields @message',
    });
  });
});

describe('parameter substitution', () => {
  test('uses the given value, or the default of the file', () => {
    const query = savedQuery('p08-cpu.promql', TEXT);

    expect(filled(query)).toContain('rate(cpu{namespace="dev"}[5m])');
    expect(filled(query, { namespace: 'test' })).toContain('rate(cpu{namespace="test"}[5m])');
  });

  test('keeps text that only looks like a parameter', () => {
    expect(filled(savedQuery('labels.promql', 'label_replace(up, "pod", "$1", "name", "(.*)")'))).toBe(
      'label_replace(up, "pod", "$1", "name", "(.*)")',
    );
  });

  test('refuses a value for a query without parameters', () => {
    expect(() => filled(savedQuery('up.promql', 'up'), { namespace: 'dev' })).toThrow(
      "up has no parameter namespace; got 'dev'; allowed: no parameters; leave it out",
    );
  });
});
