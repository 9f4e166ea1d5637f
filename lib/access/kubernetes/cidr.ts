import { BlockList, isIP } from 'node:net';
import { ClusterPolicyError, type Field, textOf } from './fields';

export type AddressMatcher = (address: string) => boolean;

/** Addresses of a CIDR block, or one address. */
export function addressBlock(field: Field): AddressMatcher {
  const text = textOf(field);
  const [address = '', length, more] = text.split('/');
  const family = familyOf(address);
  const bits = family === 'ipv6' ? 128 : 32;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (family === undefined || more !== undefined || !(prefix <= bits))
    throw new ClusterPolicyError(field.at, `'${text}'`, 'an address or a CIDR block');
  const block = new BlockList();
  block.addSubnet(address, prefix, family);
  return (each) => {
    const other = familyOf(each);
    return other !== undefined && block.check(each, other);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
