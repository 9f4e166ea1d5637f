import type { NamedStack } from './template';

type Rule = Readonly<Record<string, unknown>>;

/** Each security group with its rules, those included that another stack adds to it. */
export function securityGroupLines({ resources, text }: NamedStack): readonly string[] {
  const rules = new Map<string, string[]>();
  const add = (group: string, direction: 'in' | 'out', found: readonly Rule[]) =>
    rules.set(group, [...(rules.get(group) ?? []), ...found.map((rule) => ruleText(rule, direction, text))]);
  for (const [id, { Type, Properties = {} }] of resources) {
    if (Type === 'AWS::EC2::SecurityGroup') {
      add(id, 'in', [Properties['SecurityGroupIngress'] ?? []].flat() as Rule[]);
      add(id, 'out', [Properties['SecurityGroupEgress'] ?? []].flat() as Rule[]);
    } else if (Type === 'AWS::EC2::SecurityGroupIngress' || Type === 'AWS::EC2::SecurityGroupEgress') {
      const { GroupId, ...rule } = Properties;
      add(text(GroupId).replace(/^<(.*?)(\.GroupId)?>$/, '$1'), Type.endsWith('Ingress') ? 'in' : 'out', [rule]);
    }
  }
  const groups = [...rules].sort(([one], [other]) => (one < other ? -1 : 1));
  return groups.flatMap(([group, texts]) =>
    texts.length < 2 ? [`${group}: ${texts[0] ?? 'no rules'}`] : [group, ...texts.sort().map((line) => `  ${line}`)],
  );
}

/** Kinds of peers whose value tells which kind it is. */
const NAMED_BY_VALUE = /^Cidr|^(Source|Destination)SecurityGroupId$/;

function ruleText(
  { IpProtocol, FromPort, ToPort, Description: _, ...peer }: Rule,
  direction: 'in' | 'out',
  text: (value: unknown) => string,
): string {
  const protocol = text(IpProtocol) === '-1' ? 'all' : text(IpProtocol);
  const ports = FromPort === undefined ? '' : ` ${FromPort === ToPort ? text(FromPort) : `${text(FromPort)}-${text(ToPort)}`}`;
  const peers = Object.entries(peer).map(([key, value]) =>
    NAMED_BY_VALUE.test(key) ? text(value).replace('.GroupId>', '>') : `${key} ${text(value)}`,
  );
  return `${direction} ${protocol}${ports} ${direction === 'in' ? 'from' : 'to'} ${peers.sort().join(' ')}`;
}
