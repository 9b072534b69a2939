import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ProblemException } from './problem-exception.js';

const AT_MOST = 20;
const NO_BODY = { issues: [{ message: 'Send a JSON body, with the header Content-Type: application/json.' }] };

/** Checks every parameter that names a schema, and says which fields are wrong. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) => {
        const errors = issues.slice(0, AT_MOST).map(({ path, message }) => ({
          path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
          message,
        }));
        const [first] = errors;
        const detail = first ? [first.path, first.message].filter(Boolean).join(': ') : 'The request is not valid.';
        return new ProblemException('bad_request', detail, { errors });
      },
    });
  }

  protected override async validate<T>(
    ...[value, schema, options]: Parameters<StandardSchemaValidationPipe['validate']>
  ) {
    const result = await super.validate<T>(value, schema, options);
    return result.issues && value === undefined ? NO_BODY : result;
  }
}
