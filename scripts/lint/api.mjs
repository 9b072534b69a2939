import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Beyond what Redocly recommends. */
const rules = {
  'no-illogical-composition-keywords': 'off', // a reference with a description beside it is written as an `allOf` of one
  'no-invalid-media-type-examples': 'error',
  'no-invalid-schema-examples': 'error',
  'no-invalid-parameter-examples': 'error',
  'operation-description': 'off', // a summary says it where there is no more to say
  'operation-operationId': 'error',
  'operation-singular-tag': 'error',
  'operation-tag-defined': 'error',
  'operation-2xx-response': 'off', // one route only sends the browser on
  'operation-4xx-problem-details-rfc7807': 'off', // the routes of better-auth have errors of their own form; a test looks at ours
  'operation-4xx-response': 'off', // two probes and a page cannot fail by what the caller sends
  'parameter-description': 'error',
  'path-http-verbs-order': 'off', // the order is that of the source
  'paths-kebab-case': 'error',
  'tag-description': 'error',
};

/** What is wrong with a description of the API, as sentences; warnings count as errors. */
export async function lintApi(source) {
  const config = await createConfig({ extends: ['recommended'], rules });
  const problems = await lintFromString({ source, absoluteRef: 'backend/openapi.json', config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join(', ')})`,
  );
}
