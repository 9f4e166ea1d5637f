/** vCPUs of sizes that are no multiple of xlarge. */
const SMALL: Readonly<Record<string, number>> = { nano: 1, micro: 1, small: 1, medium: 1, large: 2, xlarge: 4 };

/** Burstable types of the third and fourth generation have two vCPUs up to large. */
const BURSTABLE = /^t[34]/;

/** What neither rule says. */
const EXCEPTIONS: Readonly<Record<string, number>> = { 't2.medium': 2 };

/**
 * vCPUs of an EC2 instance type; undefined for a size that does not tell, such as metal.
 *
 * A size doubles the one before it, an xlarge has four and an Nxlarge 4N vCPUs: the tables of
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html and its neighbours, read in December 2026. Other families (mac, u, hpc) are not
 * counted here.
 */
export function vcpusOf(type: string): number | undefined {
  const [family = '', size = ''] = type.split('.');
  if (quotaOf(type, 'on-demand') === undefined) return undefined;
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return 4 * Number(times);
  if (Object.hasOwn(EXCEPTIONS, type)) return EXCEPTIONS[type];
  if (BURSTABLE.test(family) && size !== 'xlarge') return size in SMALL ? 2 : undefined;
  return SMALL[size];
}

/** A quota of running instances, counted in vCPUs. */
export interface VcpuQuota {
  readonly code: string;
  /** In the words of Service Quotas. */
  readonly name: string;
}

interface Family {
  readonly families: RegExp;
  readonly onDemand: VcpuQuota;
  readonly spot: VcpuQuota;
}

/** https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html; the codes are those that Service Quotas lists for `ec2`. */
const FAMILIES: readonly Family[] = [
  {
    families: /^inf\d/,
    onDemand: { code: 'L-1945791B', name: 'Running On-Demand Inf instances' },
    spot: { code: 'L-B5D1601B', name: 'All Inf Spot Instance Requests' },
  },
  {
    families: /^(g|gr|vt)\d/,
    onDemand: { code: 'L-DB2E81BA', name: 'Running On-Demand G and VT instances' },
    spot: { code: 'L-3819A6DF', name: 'All G and VT Spot Instance Requests' },
  },
  {
    families: /^p\d/,
    onDemand: { code: 'L-417A185B', name: 'Running On-Demand P instances' },
    spot: { code: 'L-7212CCBC', name: 'All P Spot Instance Requests' },
  },
  {
    families: /^x\d/,
    onDemand: { code: 'L-7295265B', name: 'Running On-Demand X instances' },
    spot: { code: 'L-E3A00192', name: 'All X Spot Instance Requests' },
  },
  {
    families: /^(a|c|d|h|i|im|is|m|r|t|z)\d/,
    onDemand: { code: 'L-1216C47A', name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances' },
    spot: { code: 'L-34B43A08', name: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests' },
  },
];

/** The quota that an instance type counts towards; undefined for a family that is not in the table. */
export function quotaOf(type: string, market: 'on-demand' | 'spot'): VcpuQuota | undefined {
  const family = FAMILIES.find(({ families }) => families.test(type));
  return market === 'spot' ? family?.spot : family?.onDemand;
}
