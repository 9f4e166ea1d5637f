import { run } from './command-line';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  signal: interrupted.signal,
}).then((code) => {
  process.exitCode = code;
});
