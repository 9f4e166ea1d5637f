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

/** Parses a Kubernetes quantity: `250m` is 0.25, `128Mi` is 134,217,728. Anything else is 0. */
export function quantity(text: string | number | undefined): number {
  const [, digits, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([numkMGTP]?|[KMGTP]i)$/.exec(String(text ?? '0')) ?? [];
  return digits === undefined ? 0 : Number(digits) * (UNITS[unit] ?? 0);
}

/** CPU as text. */
export function cpuText(cores: number): string {
  return `${Math.round(cores * 100) / 100} CPU`;
}

/** Memory as text. */
export function memoryText(bytes: number): string {
  return `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
}
