import type { IConstruct } from 'constructs';
import { checkText, type TextForm } from './text';

/** The CIDR blocks that a prop takes, and how a refusal says so. */
export interface CidrForm extends Pick<TextForm, 'problem' | 'allowed' | 'fix'> {
  /** Shortest prefix: the largest block. */
  readonly shortest: number;
  /**
   * Longest prefix: the smallest block.
   *
   * @default 32
   */
  readonly longest?: number;
}

/** Refuses what is not an IPv4 CIDR block, and one that is too large or too small. A token passes. @throws PropError */
export function checkCidr(scope: IConstruct, prop: string, cidr: string | undefined, { shortest, longest = 32, ...words }: CidrForm): void {
  const form = (text: string) => {
    const [, address = '', length = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
    return address !== '' && address.split('.').every((octet) => Number(octet) <= 255) && Number(length) >= shortest && Number(length) <= longest;
  };
  checkText(scope, prop, cidr, { ...words, form });
}
