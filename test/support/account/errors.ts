/** An error as the SDK gives it to the caller. */
export function serviceError(name: string, message: string, { status = 400 }: { readonly status?: number } = {}): Error {
  return Object.assign(new Error(message), { name, $fault: status < 500 ? 'client' : 'server', $metadata: { httpStatusCode: status } });
}

/** Services that name a refusal otherwise than `AccessDeniedException`. */
const DENIALS: Readonly<Record<string, string>> = {
  CloudFormation: 'AccessDenied',
  EC2: 'UnauthorizedOperation',
  IAM: 'AccessDenied',
  RDS: 'AccessDenied',
  S3: 'AccessDenied',
  STS: 'AccessDenied',
};

export function accessDenied(service: string, operation: string, principal: string): Error {
  const message = `User: ${principal} is not authorized to perform: ${service.toLowerCase()}:${operation}`;
  return serviceError(DENIALS[service] ?? 'AccessDeniedException', message, { status: 403 });
}

export function throttled(): Error {
  return serviceError('ThrottlingException', 'Rate exceeded');
}
