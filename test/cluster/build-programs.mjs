/** Builds the programs of a control plane, kubectl, Helm and kwok with Go from their published modules. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import layer from './layer-versions.cjs';

/** Latest patch of the default Kubernetes version. */
const KUBERNETES = '1.36.3';
/** Helm of the layer, with which a stack installs its charts. */
const HELM = layer.versions().helm;
const HELM_MODULE = `helm.sh/helm/v${HELM.split('.')[0]}`;
const OTHERS = {
  etcd: { path: 'go.etcd.io/etcd/server/v3', version: '3.7.3' },
  helm: { path: `${HELM_MODULE}/cmd/helm`, version: HELM, flags: ` -X ${HELM_MODULE}/internal/version.version=v${HELM}` },
  kwok: { path: 'sigs.k8s.io/kwok/cmd/kwok', version: '0.8.0' },
};

/** @param bin output folder */
export function buildPrograms(bin) {
  mkdirSync(bin, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-build-'));
  try {
    buildKubernetes(bin, join(folder, 'kubernetes'));
    for (const [name, { path, version, flags = '' }] of Object.entries(OTHERS)) {
      const at = join(folder, name);
      mkdirSync(at);
      // Used instead of `go install`, which refuses modules with replace directives.
      go(at, 'mod', 'init', `stagecraft/${name}`);
      go(at, 'get', `${path}@v${version}`);
      go(at, 'build', '-mod=mod', `-ldflags=-s -w${flags}`, '-o', join(at, name), path);
      renameSync(join(at, name), join(bin, name));
      console.log(`built ${name}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The Kubernetes module replaces its staging modules by local folders, so a dependent module must name their published versions. */
function buildKubernetes(bin, folder) {
  mkdirSync(folder);
  const { Dir, GoMod } = JSON.parse(go(folder, 'mod', 'download', '-json', `k8s.io/kubernetes@v${KUBERNETES}`));
  if (!Dir) throw new Error(`k8s.io/kubernetes v${KUBERNETES} not found, or could not be downloaded`);
  const text = readFileSync(GoMod, 'utf8');
  const staged = [...new Set([...text.matchAll(/(k8s\.io\/[a-z0-9.-]+) => \.\/staging/g)].map(([, module]) => module))];
  const replace = staged.map((module) => `replace ${module} => ${module} v0.${KUBERNETES.slice(2)}`);
  const [goLine] = /^go .*$/m.exec(text);
  writeFileSync(
    join(folder, 'go.mod'),
    ['module stagecraft/kubernetes', goLine, `require k8s.io/kubernetes v${KUBERNETES}`, ...replace, ''].join('\n'),
  );
  const programs = ['kubectl', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
  const imports = programs.map((program) => `import _ "k8s.io/kubernetes/cmd/${program}"`);
  writeFileSync(join(folder, 'programs.go'), ['//go:build programs', '', 'package programs', '', ...imports, ''].join('\n'));
  go(folder, 'mod', 'tidy');
  const [major, minor] = KUBERNETES.split('.');
  const set = (name, value) => `-X k8s.io/component-base/version.${name}=${value}`;
  const flags = ['-s -w', set('gitVersion', `v${KUBERNETES}`), set('gitMajor', major), set('gitMinor', minor)].join(' ');
  for (const program of programs) {
    go(folder, 'build', '-mod=mod', `-ldflags=${flags}`, '-o', join(bin, program), `k8s.io/kubernetes/cmd/${program}`);
    console.log(`built ${program}`);
  }
}

function go(cwd, ...args) {
  return execFileSync('go', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, GOFLAGS: '-p=1 -buildvcs=false' },
  });
}
