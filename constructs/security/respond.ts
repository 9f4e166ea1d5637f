/** Request of CloudFormation to a custom resource. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, string>>;
}

/** Runs the work and sends the result to CloudFormation, which would wait an hour for a missing response. */
export async function respond(
  event: CustomResourceEvent,
  work: () => Promise<{ readonly id: string; readonly data?: Readonly<Record<string, string>> }>,
  put: typeof fetch = fetch,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId } = event;
  const who = { StackId, RequestId, LogicalResourceId };
  const answer = await work().then(
    ({ id, data }) => ({ ...who, Status: 'SUCCESS', PhysicalResourceId: id, Data: data }),
    (error: Error) => ({
      ...who,
      Status: 'FAILED',
      PhysicalResourceId: PhysicalResourceId ?? `failed-${RequestId}`,
      Reason: `${error.name}: ${error.message}`,
    }),
  );
  // The URL is signed without a content type.
  const response = await put(event.ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body: JSON.stringify(answer) });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status} ${response.statusText}`);
}
