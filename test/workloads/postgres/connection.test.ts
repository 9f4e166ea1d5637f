import { connectTo } from '../../../workloads/postgres/client';
import { type Connection, ConnectionRefused, connectionOf, isRds, settingsInUrl } from '../../../workloads/postgres/connection';

const RDS = 'demo-instance.abc123.us-east-1.rds.amazonaws.com';
const onRds = (sslmode?: string) =>
  connectionOf({ host: RDS, dbname: 'pagila', user: 'reader', ...(sslmode !== undefined && { sslmode }) }, 'the test');

describe('acceptance 14: a client of RDS refuses an sslmode below require', () => {
  test.each(['disable', 'allow', 'prefer'])('acceptance 14: %s', (sslmode) => {
    expect(() => onRds(sslmode)).toThrow(ConnectionRefused);
    expect(() => onRds(sslmode)).toThrow(`the test would reach RDS without TLS; got sslmode=${sslmode}; allowed: require, verify-ca, verify-full`);
  });

  test.each(['require', 'verify-ca', 'verify-full'])('acceptance 14: %s is allowed', (sslmode) => {
    expect(onRds(sslmode).sslmode).toBe(sslmode);
  });

  test('acceptance 14: verifies certificate and host name by default', () => {
    expect(onRds().sslmode).toBe('verify-full');
  });

  test.each([
    [RDS, true],
    [RDS.toUpperCase(), true],
    [`${RDS}.`, true],
    ['db.abc.rds.cn-north-1.amazonaws.com.cn', false],
    ['db.abc.cn-north-1.rds.amazonaws.com.cn', true],
    ['localhost', false],
    ['rds.amazonaws.com.example.org', false],
  ])('%s is on RDS: %s', (host, expected) => {
    expect(isRds(host)).toBe(expected);
  });
});

test('elsewhere uses the given TLS mode, and none by default', () => {
  const settings = { host: 'localhost', dbname: 'pagila', user: 'owner' };
  expect(connectionOf(settings, 'it')).toEqual({ host: 'localhost', port: 5432, database: 'pagila', user: 'owner', sslmode: 'disable' });
  expect(connectionOf({ ...settings, sslmode: 'verify-full', sslrootcert: 'ca.pem', port: '6000', password: 'secret' }, 'it')).toEqual({
    host: 'localhost',
    port: 6000,
    database: 'pagila',
    user: 'owner',
    sslmode: 'verify-full',
    sslrootcert: 'ca.pem',
    password: 'secret',
  });
});

test('reads the same settings from a connection string and a service file', () => {
  expect(settingsInUrl('postgresql://me:s%40fe@[::1]:6000/my%20db?sslmode=require')).toMatchObject({
    host: '::1',
    port: '6000',
    dbname: 'my db',
    user: 'me',
    password: 's@fe',
    sslmode: 'require',
  });
});

test.each<[string, () => unknown, RegExp]>([
  ['no host', () => connectionOf({ dbname: 'a', user: 'b' }, 'section x of file'), /^section x of file has no host; give it one$/],
  ['no database', () => connectionOf({ host: 'a', user: 'b' }, 'it'), /it has no dbname/],
  ['no user', () => connectionOf({ host: 'a', dbname: 'b' }, 'it'), /it has no user/],
  [
    'an invalid port',
    () => connectionOf({ host: 'a', dbname: 'b', user: 'c', port: '70000' }, 'it'),
    /no valid port; got '70000'; allowed: 1 to 65535/,
  ],
  [
    'an unknown mode',
    () => connectionOf({ host: 'a', dbname: 'b', user: 'c', sslmode: 'maybe' }, 'it'),
    /sslmode that is not supported; got 'maybe'/,
  ],
  ['text that is not a URL', () => settingsInUrl('pagila'), /invalid connection string; write it as 'postgresql:\/\//],
  ['the URL of another database', () => settingsInUrl('mysql://me@host/db'), /not one of PostgreSQL; got 'mysql:\/\/…'/],
  [
    'a password with a bare %',
    () => settingsInUrl('postgresql://me:50%off@host/db'),
    /a % that is not followed by two hexadecimal digits; write a % itself as %25$/,
  ],
])('refuses %s', (_, work, message) => {
  expect(work).toThrow(message);
  expect(work).toThrow(ConnectionRefused);
});

test('a refused connection reports address, user, reason and advice, and never the password', async () => {
  const connection: Connection = { host: '127.0.0.1', port: 9, database: 'pagila', user: 'reader', password: 'hunter2', sslmode: 'disable' };
  const error: Error = await connectTo(connection).then(
    () => new Error('connected'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ConnectionRefused);
  expect(error.message).toMatch(
    /^no connection to pagila on 127\.0\.0\.1:9 as reader; .*ECONNREFUSED.*; connection refused: start the server, or open the tunnel$/,
  );
  expect(error.message).not.toContain('hunter2');
});

test('a missing certificate file is named, with the download address', async () => {
  const connection: Connection = { host: 'localhost', port: 9, database: 'a', user: 'b', sslmode: 'verify-full', sslrootcert: '/nowhere/bundle.pem' };
  await expect(connectTo(connection)).rejects.toThrow(
    /the certificates cannot be read; got sslrootcert=\/nowhere\/bundle\.pem; download https:\/\/truststore/,
  );
});
