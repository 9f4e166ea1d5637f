import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import { greetingUrl, PAGE } from '../../greeting-platform/local-services';
import { kit } from '../../greeting-platform/settings';
import { statusOf } from './platform';

/** What a browser asks of the API before it lets the page read from it. */
const PREFLIGHT = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'content-type' };

export function probes(protocol: Protocol) {
  return kit.step({
    title: 'Ask for health, readiness and metrics of each process, and for the page',
    needs: ['services'],
    async run({ engines: { services } }) {
      const { names, portOf } = services.running;
      const answering = async (path: 'health' | 'ready' | 'metrics') =>
        (await Promise.all(names.map((name) => statusOf(portOf, name, path)))).filter((status) => status === 200).length;
      const [healthy, ready, measured] = [await answering('health'), await answering('ready'), await answering('metrics')];

      const page = `http://127.0.0.1:${portOf(PAGE, 'http')}`;
      const html = await (await fetch(page)).text();
      const settings = (await (await fetch(`${page}/settings.json`)).json()) as { apiUrl?: unknown };
      const preflight = await fetch(greetingUrl(protocol, portOf), { method: 'OPTIONS', headers: { ...PREFLIGHT, origin: page } });
      const allowed = preflight.headers.get('access-control-allow-origin');
      return {
        protocol,
        processes: names.length,
        healthy,
        ready,
        measured,
        pageHasItsProgram: html.includes('page.js'),
        pageProposesTheApi: `${String(settings.apiUrl)}/api/greeting` === greetingUrl(protocol, portOf),
        pageMayReadAnswers: preflight.ok && (allowed === '*' || allowed === page),
      };
    },
  });
}
