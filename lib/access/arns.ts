/** The account in an ARN; undefined when it names none. */
export function accountOf(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? '')?.[1];
}

export function isRole(arn: string): boolean {
  return arn.includes(':role/');
}

/** The account of a role or user, as a policy names it. */
export function rootOf(arn: string): string {
  return arn.replace(/:(role|user)\/.*$/, ':root');
}

/** A session of a role, as a policy names it. */
export function sessionArn(role: string, session: string): string {
  return role.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?([^/]+)$/, (_, name: string) => `:assumed-role/${name}/${session}`);
}
