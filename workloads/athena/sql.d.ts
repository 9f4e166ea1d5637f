/** A `.sql` file is imported as its text: esbuild does it in the bundle, jest in the tests. */
declare module '*.sql' {
  const text: string;
  export default text;
}
