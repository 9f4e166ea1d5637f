import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Entry, registry } from '../../lib/scenarios/registry';
import { root } from './files';
import { stagecraftInProcess } from './in-process';
import { type Ended, nodeProcess, type SpawnedOptions } from './spawned';

/** State of the cluster that the fake kubectl and Helm work on; see fake-programs.cjs. */
export interface FakeClusterState {
  contexts: string[];
  kubectl: string;
  helm: string;
  server: string;
  /** Error of kubectl when the server does not respond. */
  down?: string;
  objects: FakeObject[];
  /** Status of each release, by `<namespace>/<name>`. */
  releases: Record<string, string>;
  logs: string[];
  /** State of the containers of every pod: none of them becomes ready. */
  unready?: object;
  /** Pods that `unready` applies to. @default - those of the chart, where the installation then stops */
  failing?: 'app';
  /** Kind of object that the server refuses. */
  refuses?: string;
  /** `<kind>/<name>` of objects whose finalizer is never removed. */
  stuck?: string[];
  /** Part of a command that never ends. */
  hangAt?: string;
  noCharts?: boolean;
  noEndpoints?: boolean;
  forwardEnds?: boolean;
  /** Local port that port-forward names. @default - one that nobody listens on */
  forwardTo?: number;
  /** Error of port-forward. */
  forwardFails?: string;
}

export interface FakeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly [field: string]: unknown;
}

/** A cluster of two nodes with nothing on them, and the toy's command line. */
export class FakeCluster {
  private readonly folder = mkdtempSync(join(tmpdir(), 'stagecraft-fake-cluster-'));
  private readonly file = join(this.folder, 'cluster.json');
  /** Programs on the PATH besides those of the system. */
  public readonly env: Record<string, string> = {
    PATH: `${this.folder}:${dirname(process.execPath)}:/usr/bin:/bin`,
    FAKE_CLUSTER: this.file,
    HOME: this.folder,
  };

  constructor(state: Partial<FakeClusterState> = {}) {
    this.change({
      contexts: ['kind-toy', 'staging'],
      kubectl: 'v1.36.1',
      helm: 'v4.2.3',
      server: 'v1.36.3',
      objects: ['node-1', 'node-2'].map((name) => node(name)),
      releases: {},
      logs: [],
      ...state,
    });
    for (const program of ['kubectl', 'helm'] as const) this.install(program);
  }

  public get state(): FakeClusterState {
    return JSON.parse(readFileSync(this.file, 'utf8')) as FakeClusterState;
  }

  public change(state: Partial<FakeClusterState>): void {
    writeFileSync(this.file, JSON.stringify({ ...(existsSync(this.file) && this.state), ...state }));
  }

  /** Commands that were run, in order. */
  public get commands(): string[] {
    return existsSync(`${this.file}.log`) ? readFileSync(`${this.file}.log`, 'utf8').trim().split('\n') : [];
  }

  /** Removes a program. The PATH then has none of that name. */
  public uninstall(program: 'kubectl' | 'helm'): void {
    rmSync(join(this.folder, program));
    this.env['PATH'] = `${this.folder}:${join(this.folder, 'nothing')}`;
  }

  /** An object, by kind and name. */
  public object(kind: string, name: string): FakeObject | undefined {
    return this.state.objects.find((object) => object.kind === kind && object.metadata.name === name);
  }

  /** Runs the command line with the toy in this process, or in a child process if it is to be interrupted. */
  public toy(args: readonly string[], options: Partial<SpawnedOptions> = {}): Promise<Ended> {
    if (options.interruptAt === undefined) {
      const { entry } = require('./toy-cluster.cjs') as { entry: Entry };
      Object.assign(registry, { toy: entry });
      return stagecraftInProcess(args, { ...this.env, ...options.env });
    }
    return nodeProcess([join(root, 'test/support/toy-cluster.cjs'), ...args], { ...options, env: { ...this.env, ...options.env } });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private install(program: 'kubectl' | 'helm'): void {
    const path = join(this.folder, program);
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'test/support/fake-programs.cjs')}' ${program} "$@"\n`);
    chmodSync(path, 0o755);
  }
}

/** A node that is ready. */
export function node(name: string, allocatable: object = { cpu: '4', memory: '8Gi', pods: '110' }): FakeObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: { allocatable, conditions: [{ type: 'Ready', status: 'True' }] } };
}

/** Texts of a Secret. */
export function decoded(secret: FakeObject | undefined): Record<string, string> {
  const { data = {} } = (secret ?? {}) as { data?: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

export function storageClass(isDefault: boolean): FakeObject {
  const metadata = { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) } };
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata };
}
