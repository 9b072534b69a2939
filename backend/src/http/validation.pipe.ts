import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ProblemException } from './problem-exception.js';

const AT_MOST = 20;

/** Checks every parameter that names a schema, and says which fields are wrong. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = issues.slice(0, AT_MOST).map(({ path, message }) => ({
        path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
        message,
      }));
      const [first] = errors;
      const detail = first ? [first.path, first.message].filter(Boolean).join(': ') : 'The request is not valid.';
      return new ProblemException(400, 'bad_request', detail, { errors });
    },
  });
}
