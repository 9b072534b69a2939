import { describe, expect, it } from '@jest/globals';
import { readEnv, SETTINGS } from '../env.js';
import { settingsInForce } from './settings-in-force.js';

const CANARY = 'canary-0123456789-0123456789-0123456789';

describe('the settings in force', () => {
  const env = readEnv({
    ...Object.fromEntries(
      Object.keys(SETTINGS)
        .filter((name) => /KEY$|SECRET$|TOKEN$|PASSWORD$/.test(name))
        .map((name) => [name, CANARY]),
    ),
    DATABASE_URL: `postgres://chatkit:${CANARY}@db.internal:5432/chatkit?password=${CANARY}`,
    OPENAI_BASE_URL: `https://${CANARY}@models.internal/v1?key=${CANARY}`,
    OIDC_ISSUER: 'https://login.internal',
    OIDC_CLIENT_ID: 'chatkit',
    CHAT_MODEL: 'gpt-5-mini',
    CHAT_FALLBACK_MODEL: 'other',
    CHAT_FALLBACK_BASE_URL: `https://models.internal/v1#${CANARY}`,
    RERANK_URL: 'https://rerank.internal/rerank',
  });
  const settings = settingsInForce(env);
  const of = (wanted: string) => settings.find(({ name }) => name === wanted);

  it('hold no secret, whatever is named like one and whatever stands in an address', () => {
    expect(JSON.stringify(settings)).not.toContain('canary');
    expect(of('METRICS_TOKEN')).toEqual({
      name: 'METRICS_TOKEN',
      value: null,
      secret: true,
      isSet: true,
      isDefault: false,
    });
    expect(of('DATABASE_URL')!.value).toBe('postgres://db.internal:5432/chatkit');
  });

  it('are all there, and say which were left as they are', () => {
    expect(settings.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(env)));
    expect(of('PORT')).toMatchObject({ value: '3000', isSet: true, isDefault: true });
    expect(of('RERANK_MODEL')).toMatchObject({ value: null, isSet: false, isDefault: true });
  });
});
