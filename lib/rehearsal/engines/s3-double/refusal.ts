import { element } from './xml';

/** An error of S3: status, code and message are the service's. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export class Refusal extends Error {
  constructor(
    public readonly status: number,
    public readonly code: string,
    message: string,
    /** Further elements of the error, such as the key. */
    public readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
  }

  public toXml(requestId: string): string {
    const parts = Object.entries({ Code: this.code, Message: this.message, ...this.details, RequestId: requestId, HostId: 'loopback' });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${parts.map(([name, value]) => element(name, String(value))).join('')}</Error>`;
  }
}

export const noSuchBucket = (bucket: string) => new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
export const noSuchKey = (key: string) => new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
export const noSuchUpload = (uploadId: string) =>
  new Refusal(
    404,
    'NoSuchUpload',
    'The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.',
    {
      UploadId: uploadId,
    },
  );
export const noSuchVersion = (key: string, versionId: string) =>
  new Refusal(404, 'NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId });
export const invalidArgument = (message: string, name: string, value: string) =>
  new Refusal(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });
export const malformedXml = () =>
  new Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
export const preconditionFailed = (condition: string) =>
  new Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { Condition: condition });

/** What this double does not do, which says nothing about the service. */
export const notDone = (what: string) => new Refusal(501, 'NotImplemented', `This double of S3 does not do this: ${what}`);
