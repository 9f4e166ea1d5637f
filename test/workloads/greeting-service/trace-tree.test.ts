import { traceTrees } from '../../../lib/scenarios/istio-observability/rehearsal/trace';
import type { Span } from '../../../workloads/greeting-service/service/tracing';
import { drawn, spanRecorder } from './support/spans';

function span(spanId: string, parentSpanId: string | undefined, start: number, more: Partial<Span> = {}): Span {
  return {
    traceId: 't',
    spanId,
    parentSpanId,
    service: `Service ${spanId}`,
    kind: 'server',
    name: 'GET',
    start,
    end: start + 2,
    failed: false,
    ...more,
  } as Span;
}

test('spans become a tree in the order in which they began, whatever the order of their recording', () => {
  const collector = spanRecorder();
  for (const one of [span('C', 'A', 5), span('D', 'B', 2), span('B', 'A', 1), span('A', undefined, 0)]) collector.record(one);

  const [tree, ...others] = traceTrees(collector.spans);

  expect(others).toEqual([]);
  expect(drawn(tree!)).toEqual([
    'Service A server GET 2.0 ms',
    '  Service B server GET 2.0 ms',
    '    Service D server GET 2.0 ms',
    '  Service C server GET 2.0 ms',
  ]);
});

test('a span without a recorded parent starts a tree, and a failure is shown', () => {
  expect(traceTrees([span('X', 'unknown', 0, { failed: true })]).flatMap((tree) => drawn(tree))).toEqual(['Service X server GET 2.0 ms failed']);
});
