import { checkDocker, imagesOf } from '../../../lib/deployment/preflight/docker';
import { deployable } from '../../support/account/deployed';

const missing = () => Promise.reject(Object.assign(new Error('spawn docker ENOENT'), { code: 'ENOENT' }));

test.each([
  ['istio-observability', 1],
  ['istio-grpc', 1],
  ['emr-zeppelin', 0],
])('%s builds %d images', async (id, images) => {
  expect(await imagesOf((await deployable(id)).synthesized.stacks)).toBe(images);
});

test('without an image Docker is not looked for', async () => {
  expect(await checkDocker(0, {}, missing)).toEqual([]);
});

test('Docker that is missing, that does not answer, and that does', async () => {
  expect(await checkDocker(1, {}, missing)).toMatchObject([
    { state: 'refused', description: '1 container image is built at deployment, and docker is not on the PATH' },
  ]);
  expect(await checkDocker(2, {}, () => Promise.reject(new Error('no daemon')))).toMatchObject([
    { state: 'refused', description: '2 container images are built at deployment, and docker does not answer' },
  ]);
  expect(await checkDocker(1, {}, async () => '28')).toMatchObject([{ state: 'ok' }]);
});

test('CDK_DOCKER names another program', async () => {
  const asked: string[] = [];
  await checkDocker(1, { CDK_DOCKER: 'finch' }, async (program, args) => {
    asked.push([program, ...args].join(' '));
    return '';
  });
  expect(asked).toEqual(['finch version']);
});
