const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** An amount as Kubernetes writes it: `250m` is 0.25, `128Mi` is 134,217,728. What is no amount is nothing. */
export function quantity(text: string | number | undefined): number {
  const [, digits, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([numkMGTP]?|[KMGTP]i)$/.exec(String(text ?? '0')) ?? [];
  return digits === undefined ? 0 : Number(digits) * (UNITS[unit] ?? 0);
}

/** Processor as people read it. */
export function cpuText(cores: number): string {
  return `${Math.round(cores * 100) / 100} CPU`;
}

/** Memory as people read it. */
export function memoryText(bytes: number): string {
  return `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
}
