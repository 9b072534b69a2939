import { describe, expect, it } from '@jest/globals';
import { JsonLogger } from './json-logger.js';

function linesOf(say: (logger: JsonLogger) => void, level: 'log' | 'debug' = 'log'): Record<string, unknown>[] {
  const lines: string[] = [];
  say(new JsonLogger(level, { write: (line: string) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('JsonLogger', () => {
  it('writes a message with its level, its time and who said it', () => {
    const [line] = linesOf((logger) => logger.warn('The database is away', 'Turn'));
    expect(line).toMatchObject({ level: 'warn', msg: 'The database is away', context: 'Turn' });
    expect(Date.parse(String(line?.['time']))).not.toBeNaN();
  });

  it('keeps fields apart, and hides what must not be in a log, also one level down', () => {
    const [line] = linesOf((logger) =>
      logger.log(
        { message: 'GET /api/x 200', requestId: 'r1', password: 'hunter2', headers: { authorization: 'Bearer abc' } },
        'Request',
      ),
    );
    expect(line).toMatchObject({ msg: 'GET /api/x 200', requestId: 'r1', password: '[hidden]' });
    expect(JSON.stringify(line)).not.toMatch(/hunter2|Bearer abc/);
  });

  it('keeps the stack of an error', () => {
    const [line] = linesOf((logger) => logger.error('POST /x failed', 'Error: boom\n    at y', 'Http'));
    expect(line).toMatchObject({ level: 'error', context: 'Http', stack: 'Error: boom\n    at y' });
  });

  it('leaves out what is below its level', () => {
    expect(linesOf((logger) => logger.debug('detail', 'Turn'))).toEqual([]);
    expect(linesOf((logger) => logger.debug('detail', 'Turn'), 'debug')).toHaveLength(1);
  });
});
