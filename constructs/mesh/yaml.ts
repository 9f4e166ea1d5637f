import { Yaml } from 'cdk8s';

/** A value as YAML, in which nothing refers to another place: what is used twice is written twice. */
export function yamlOf(value: object): string {
  return Yaml.stringify(JSON.parse(JSON.stringify(value)));
}
