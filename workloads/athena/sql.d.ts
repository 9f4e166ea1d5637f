/** Imports a `.sql` file as text: by esbuild in the bundle, by jest in tests. */
declare module '*.sql' {
  const text: string;
  export default text;
}
