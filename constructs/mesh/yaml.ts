import { Yaml } from 'cdk8s';

/** A value as YAML without anchors and aliases. */
export function yamlOf(value: object): string {
  return Yaml.stringify(JSON.parse(JSON.stringify(value)));
}
