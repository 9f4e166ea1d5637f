import {
  contextOf,
  isSampled,
  type PropagatedHeaders,
  propagated,
  propagatedHeaders,
  withSpan,
} from '../../../workloads/greeting-service/service/propagation';
import { createTracer, openRoot } from '../../../workloads/greeting-service/service/tracing';
import { spanRecorder } from './support/spans';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const SPAN = 'a2fb4a1d1a96d312';
const PARENT = '0020000000000001';
const from = (headers: Record<string, unknown>) => propagated((name) => headers[name]);

test('forwards every listed header unchanged', () => {
  const headers = Object.fromEntries(propagatedHeaders.map((name) => [name, `value of ${name}`]));
  expect(from(headers)).toEqual(headers);
  expect(Object.keys(headers)).toEqual(
    expect.arrayContaining(['x-request-id', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags', 'x-ot-span-context']),
  );
});

test('does not invent absent headers, and drops empty ones', () => {
  expect(from({ 'x-b3-traceid': TRACE, 'x-b3-spanid': '', 'x-request-id': '  ', traceparent: undefined })).toEqual({ 'x-b3-traceid': TRACE });
  expect(from({})).toEqual({});
});

test('drops headers that are not listed', () => {
  expect(from({ cookie: 'session=1', authorization: 'Bearer x', 'x-forwarded-client-cert': 'y', 'x-b3-traceid': TRACE })).toEqual({
    'x-b3-traceid': TRACE,
  });
});

test.each<[string, PropagatedHeaders, object | undefined]>([
  ['W3C', { traceparent: `00-${TRACE}-${SPAN}-01` }, { traceId: TRACE, spanId: SPAN }],
  ['B3 in one header', { b3: `${TRACE}-${SPAN}-1-${PARENT}` }, { traceId: TRACE, spanId: SPAN }],
  ['B3 in several', { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN }, { traceId: TRACE, spanId: SPAN }],
  ['a short B3 trace', { 'x-b3-traceid': SPAN, 'x-b3-spanid': SPAN }, { traceId: `0000000000000000${SPAN}`, spanId: SPAN }],
  ['W3C before B3', { traceparent: `00-${TRACE}-${SPAN}-01`, b3: `${'1'.repeat(32)}-${PARENT}-1` }, { traceId: TRACE, spanId: SPAN }],
  ['B3 where W3C is malformed', { traceparent: '00-zz-1-01', b3: `${TRACE}-${SPAN}` }, { traceId: TRACE, spanId: SPAN }],
  ['a trace without a span', { 'x-b3-traceid': TRACE }, { traceId: TRACE, spanId: undefined }],
  ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }, undefined],
  ['version ff', { traceparent: `ff-${TRACE}-${SPAN}-01` }, undefined],
  ['nothing', {}, undefined],
])('reads the context of %s', (_, headers, expected) => {
  expect(contextOf(headers)).toEqual(expected);
});

test.each<[PropagatedHeaders, boolean]>([
  [{}, true],
  [{ traceparent: `00-${TRACE}-${SPAN}-00` }, false],
  [{ traceparent: `00-${TRACE}-${SPAN}-03` }, true],
  [{ b3: '0' }, false],
  [{ b3: `${TRACE}-${SPAN}-0` }, false],
  [{ b3: `${TRACE}-${SPAN}-d` }, true],
  [{ 'x-b3-sampled': '0' }, false],
  [{ 'x-b3-sampled': '0', 'x-b3-flags': '1' }, true],
])('decides whether %j is sampled', (headers, expected) => {
  expect(isSampled(headers)).toBe(expected);
});

test('a call carries its own span in the incoming formats, and in W3C without any', () => {
  expect(withSpan({}, TRACE, SPAN, PARENT)).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
  expect(withSpan({ b3: 'old', 'x-request-id': 'r' }, TRACE, SPAN, PARENT)).toEqual({ b3: `${TRACE}-${SPAN}-1-${PARENT}`, 'x-request-id': 'r' });
  expect(withSpan({ 'x-b3-traceid': TRACE, 'x-b3-spanid': PARENT, 'x-b3-parentspanid': 'older' }, TRACE, SPAN, PARENT)).toEqual({
    'x-b3-traceid': TRACE,
    'x-b3-spanid': SPAN,
    'x-b3-parentspanid': PARENT,
    'x-b3-sampled': '1',
  });
  expect(withSpan({ 'x-b3-traceid': TRACE, 'x-b3-parentspanid': 'older' }, TRACE, SPAN, undefined)).not.toHaveProperty('x-b3-parentspanid');
});

test('without a sink headers are forwarded unchanged, because the sidecar creates the spans', () => {
  const headers = { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' };
  expect(createTracer('Service A', undefined)('GET', headers).child('service-b').headers).toEqual(headers);
});

test('a span belongs to the trace that came in, and what is not sampled leaves none', () => {
  const sink = spanRecorder();
  const tracer = createTracer('Service A', sink);
  const server = tracer('GET', { traceparent: `00-${TRACE}-${SPAN}-01` });
  const client = server.child('service-b');
  client.end(true, { 'server.address': 'service-b' });
  server.end(false);
  tracer('GET', { b3: '0' }).end(false);

  const [called, received] = sink.spans;
  expect(sink.spans).toHaveLength(2);
  expect(received).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, kind: 'server', failed: false, service: 'Service A' });
  expect(called).toMatchObject({ traceId: TRACE, parentSpanId: received?.spanId, kind: 'client', failed: true, name: 'service-b' });
  expect(client.headers.traceparent).toBe(`00-${TRACE}-${called?.spanId}-01`);
});

test('a root starts a new trace', () => {
  const sink = spanRecorder();
  const root = openRoot('Ingress gateway', 'GET /api/greeting', sink);
  root.end(false);
  expect(sink.spans[0]).toMatchObject({ service: 'Ingress gateway', parentSpanId: undefined, traceId: contextOf(root.headers)?.traceId });
});
