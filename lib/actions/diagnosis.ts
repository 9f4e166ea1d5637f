/** Result of one check. `broken` prevents the named use; a `note` does not. */
export type Diagnosis = { readonly subject: string; readonly description: string } & (
  | { readonly state: 'ok'; readonly fix?: undefined }
  | { readonly state: 'note' | 'broken'; readonly fix: string }
);
