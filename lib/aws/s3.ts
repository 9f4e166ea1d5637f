import type { Task } from '../task';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

export interface UploadSummary {
  readonly uploaded: number;
  /** Files that were there already, byte for byte. */
  readonly unchanged: number;
  readonly bytes: number;
}

/** What a job can ask S3. */
export interface S3Verbs {
  list(bucket: string, prefix?: string): Promise<readonly StoredObject[]>;
  /** Uploads a folder with its structure. Repeating it after an interruption sends only what is not there yet. */
  uploadFolder(folder: string, bucket: string, task: Task): Promise<UploadSummary>;
  /** Deletes every object, version and unfinished upload. A bucket that does not exist counts as empty. @returns how many were deleted */
  empty(bucket: string, task: Task): Promise<number>;
}
