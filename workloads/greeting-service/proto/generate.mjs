/** Writes descriptor.ts from the .proto files beside it, so that no file is read at run time. With `--print`, prints the JSON instead. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
// protobufjs is a dependency of the proto-loader, and includes the definitions of google.api.
const protobuf = createRequire(require.resolve('@grpc/proto-loader'))('protobufjs');
const shared = dirname(createRequire(require.resolve('@grpc/proto-loader')).resolve('protobufjs/package.json'));

const root = new protobuf.Root();
root.resolvePath = (_, target) => join(target.startsWith('google/') ? shared : folder, target);
root.loadSync(['greeting/v3/greeting.proto', 'grpc/health/v1/health.proto'], { keepCase: true }).resolveAll();
const { greeting, grpc } = root.toJSON().nested;
const json = JSON.stringify({ nested: { greeting, grpc } }, null, 2);

if (process.argv.includes('--print')) process.stdout.write(json);
else {
  const comment = '/** Messages and services of the .proto files beside this one. Written by generate.mjs; a test keeps it equal to them. */';
  writeFileSync(join(folder, 'descriptor.ts'), `${comment}\nexport const descriptor = ${json};\n`);
}
