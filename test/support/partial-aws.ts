import type { Aws } from '../../lib/aws/aws';

/** As much of an account as a test needs; any other call is an error that names it. */
export type PartialAws = { readonly [Service in keyof Aws]?: Partial<Aws[Service]> };

/** An account with some verbs only. */
export function partialAws(aws: PartialAws): Aws {
  const missing = (name: string): never => {
    throw new Error(`the account of this test has no ${name}`);
  };
  const within = (service: string, verbs: object) =>
    new Proxy(verbs, {
      get: (there, verb) => Reflect.get(there, verb) ?? (typeof verb === 'string' && verb !== 'then' ? missing(`${service}.${verb}`) : undefined),
    });
  return new Proxy(aws, {
    get(there, service) {
      if (typeof service !== 'string' || service === 'then') return undefined;
      if (service === 'target') return there.target;
      const verbs = Reflect.get(there, service) as object | undefined;
      return verbs === undefined ? missing(service) : within(service, verbs);
    },
  }) as Aws;
}
