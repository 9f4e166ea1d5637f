import { type EndpointOptions, type Environment, requireAgreeingEndpoint } from '../../lib/deployment/endpoint';

const LOOPBACK = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'x' };
const check =
  (env: Environment, options: EndpointOptions = {}) =>
  () =>
    requireAgreeingEndpoint(env, options);

test.each<[string, Environment, EndpointOptions]>([
  ['no endpoint and a profile', { AWS_PROFILE: 'work' }, { profile: 'work' }],
  ['no endpoint and real keys', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }, {}],
  ['an empty endpoint variable', { AWS_ENDPOINT_URL: '', AWS_PROFILE: 'work' }, {}],
  ['an emulator on this machine with made-up keys', LOOPBACK, {}],
  ['localhost by name', { ...LOOPBACK, AWS_ENDPOINT_URL: 'http://localhost:4566' }, {}],
  ['a name below localhost', { ...LOOPBACK, AWS_ENDPOINT_URL: 'http://aws.localhost:4566' }, {}],
  ['IPv6', { ...LOOPBACK, AWS_ENDPOINT_URL: 'http://[::1]:4566' }, {}],
  ['a service-specific endpoint beside the general one', { ...LOOPBACK, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' }, {}],
  [
    'an endpoint of AWS in a VPC, with a profile',
    { AWS_ENDPOINT_URL_S3: 'https://bucket.vpce-1a2b.s3.eu-central-1.vpce.amazonaws.com', AWS_PROFILE: 'work' },
    {},
  ],
  ['an endpoint of AWS in China', { AWS_ENDPOINT_URL_STS: 'https://sts.cn-north-1.amazonaws.com.cn', AWS_PROFILE: 'work' }, {}],
  [
    'another machine that was named',
    { AWS_ENDPOINT_URL: 'https://emulator.example' },
    { profile: 'work', allowEndpoint: 'https://emulator.example/' },
  ],
  [
    'a profile with an endpoint that was named',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
    { profile: 'local', allowEndpoint: 'http://127.0.0.1:4566' },
  ],
])('allows %s', (_, env, options) => {
  expect(check(env, options)).not.toThrow();
});

test.each<[string, Environment, EndpointOptions, RegExp]>([
  [
    'another machine',
    { ...LOOPBACK, AWS_ENDPOINT_URL: 'http://10.0.0.7:4566' },
    {},
    /AWS_ENDPOINT_URL is neither AWS nor this machine; got http:\/\/10\.0\.0\.7:4566.*--allow-endpoint http:\/\/10\.0\.0\.7/,
  ],
  ['a host that only looks like AWS', { ...LOOPBACK, AWS_ENDPOINT_URL: 'https://amazonaws.com.evil.example' }, {}, /neither AWS nor this machine/],
  ['another name that ends like AWS', { ...LOOPBACK, AWS_ENDPOINT_URL: 'https://notamazonaws.com' }, {}, /neither AWS nor this machine/],
  ['a profile by flag', LOOPBACK, { profile: 'work' }, /a credentials profile disagree; got http:\/\/127\.0\.0\.1:4566\/ with the profile 'work'/],
  ['a profile by variable', { ...LOOPBACK, AWS_PROFILE: 'prod' }, {}, /with the profile 'prod'/],
  [
    'credentials that come from elsewhere',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
    {},
    /real credentials disagree; got .* with the credentials of this machine/,
  ],
  ['long-term keys of a real account', { ...LOOPBACK, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }, {}, /with the access key AKIAIOSF…/],
  ['session keys of a real account', { ...LOOPBACK, AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE' }, {}, /with the access key ASIAIOSF…/],
  [
    'an endpoint for one service alone',
    { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000', AWS_ACCESS_KEY_ID: 'made-up' },
    {},
    /AWS_ENDPOINT_URL_S3 leads a part of the calls away from AWS/,
  ],
  [
    'one service on another machine',
    { ...LOOPBACK, AWS_ENDPOINT_URL_S3: 'https://minio.example' },
    {},
    /AWS_ENDPOINT_URL_S3 is neither AWS nor this machine/,
  ],
  ['an endpoint that is not a URL', { ...LOOPBACK, AWS_ENDPOINT_URL: 'localhost' }, {}, /AWS_ENDPOINT_URL is not a URL; got 'localhost'/],
  [
    'an endpoint that is not the one that was named',
    LOOPBACK,
    { allowEndpoint: 'http://127.0.0.1:9999' },
    /AWS_ENDPOINT_URL is not the endpoint that --allow-endpoint names/,
  ],
  ['an allowed endpoint that is not a URL', LOOPBACK, { allowEndpoint: 'there' }, /--allow-endpoint is not a URL; got 'there'/],
])('refuses %s', (_, env, options, message) => {
  expect(check(env, options)).toThrow(message);
});

test('a refusal is a usage error', () => {
  expect(check(LOOPBACK, { profile: 'work' })).toThrow(expect.objectContaining({ exitCode: 2 }));
});
