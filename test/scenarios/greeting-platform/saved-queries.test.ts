import { filled, savedQuery } from '../../../lib/scenarios/greeting-platform/saved-queries';

const TEXT = `# processor time of each pod
# $namespace = dev: namespace of the pods
# $range = 5m: how far back a rate looks: longer is smoother
# A remark.
sum by (pod) (
  rate(cpu{namespace="$namespace"}[$range])
)
`;

describe('a file as a query', () => {
  test('has its purpose and its parameters in its comments, and the rest as its text', () => {
    expect(savedQuery('p08-cpu.promql', TEXT)).toEqual({
      name: 'p08-cpu',
      language: 'promql',
      description: 'processor time of each pod',
      parameters: {
        namespace: { fallback: 'dev', description: 'namespace of the pods' },
        range: { fallback: '5m', description: 'how far back a rate looks: longer is smoother' },
      },
      text: 'sum by (pod) (\n  rate(cpu{namespace="$namespace"}[$range])\n)',
    });
  });

  test('says by its ending what it is asked of, and needs no comments', () => {
    expect(savedQuery('errors.logs', 'fields @message\n')).toEqual({
      name: 'errors',
      language: 'logs',
      description: '',
      parameters: {},
      text: 'fields @message',
    });
  });
});

describe('filled', () => {
  test('has the value that was given, and else what stands in the file', () => {
    const query = savedQuery('p08-cpu.promql', TEXT);

    expect(filled(query)).toContain('rate(cpu{namespace="dev"}[5m])');
    expect(filled(query, { namespace: 'test' })).toContain('rate(cpu{namespace="test"}[5m])');
  });

  test('what looks like a parameter and is none stays: the language may have a use for it', () => {
    expect(filled(savedQuery('labels.promql', 'label_replace(up, "pod", "$1", "name", "(.*)")'))).toBe(
      'label_replace(up, "pod", "$1", "name", "(.*)")',
    );
  });

  test('a value for a query that takes none is refused', () => {
    expect(() => filled(savedQuery('up.promql', 'up'), { namespace: 'dev' })).toThrow(
      "up has no parameter namespace; got 'dev'; allowed: no parameters; leave it out",
    );
  });
});
