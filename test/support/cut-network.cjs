/** Loaded before a program: any use of the network ends it with exit code 99 and the address on stderr. */
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

function cut(owner, name) {
  owner[name] = (...args) => {
    process.stderr.write(`network used: ${name} ${JSON.stringify(args[0])}\n`);
    process.exit(99);
  };
}

cut(net.Socket.prototype, 'connect');
cut(dgram, 'createSocket');
for (const name of Object.keys(dns).filter((key) => /^(lookup|resolve|reverse)/.test(key))) cut(dns, name);
for (const name of Object.keys(dns.promises).filter((key) => /^(lookup|resolve|reverse)/.test(key))) cut(dns.promises, name);
