import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';
import { routeOf } from '../http/route-of.js';

const tracer = trace.getTracer('chatkit');

/** Gives each request of the API a span: in the trace of the caller, where `traceparent` names one. */
export function traceRequests(request: Request, response: Response, next: NextFunction): void {
  const { method, headers } = request;
  const caller = propagation.extract(context.active(), headers);
  const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } };
  const span = tracer.startSpan(method, options, caller);
  response.once('close', () => {
    const { statusCode } = response;
    span.updateName(`${method} ${routeOf(request) ?? 'page'}`);
    span.setAttributes({
      'http.route': routeOf(request) ?? 'page',
      'http.response.status_code': statusCode,
      'chatkit.request_id': String(response.getHeader('x-request-id')),
    });
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(caller, span), next);
}
