import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeTargets, target } from './targets';

afterEach(closeTargets);

const MAIN = join(__dirname, '../../../workloads/load-generator/main.ts');

/** Starts the program; TypeScript is stripped as jest does it. */
function started(...args: string[]) {
  const program = `
    const { transformSync } = require('@swc/core');
    const { readFileSync } = require('node:fs');
    require('node:module')._extensions['.ts'] = (module, filename) => {
      const options = { filename, jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
      module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
    };
    process.argv.splice(1, 0, ${JSON.stringify(MAIN)});
    require(${JSON.stringify(MAIN)});`;
  const running = promisify(execFile)(process.execPath, ['-e', program, '--', ...args]);
  const ended = running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
  return { ended, interrupt: () => running.child.kill('SIGINT') };
}

test('prints the result on stdout, errors on stderr, and exits with the exit code of the command line', async () => {
  const { url } = await target();
  const { code, stdout, stderr } = await started(url, '--requests', '5', '--concurrency', '2', '--json').ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ requests: 5, succeeded: 5 });
  expect(await started(url, '--profile', 'storm').ended).toEqual({
    code: 2,
    stdout: '',
    stderr: "error  --profile is not valid: got 'storm', allowed is burst, steady\n",
  });
});

test('Ctrl-C exits with 130 and prints the results so far', async () => {
  const { url } = await target((request) => {
    if (request === 20) running.interrupt();
    return 5;
  });
  const running = started(url, '--requests', '100000', '--concurrency', '2', '--json');
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ stopped: true, errors: {} });
});
