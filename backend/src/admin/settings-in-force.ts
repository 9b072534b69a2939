import type { SettingInForce } from '@chatkit/contract';
import { type Env, readEnv, type Setting, SETTINGS } from '../env.js';

/** The settings as they are, without what must stay secret. */
export function settingsInForce(env: Env): SettingInForce[] {
  const defaults = readEnv({ NODE_ENV: 'development' });
  return (Object.entries(SETTINGS) as [keyof Env, Setting][]).map(([name, setting]) => {
    const value = textOf(env[name]);
    return {
      name,
      value: value === null || setting === 'secret' ? null : setting === 'address' ? withoutSecrets(value) : value,
      secret: setting === 'secret',
      isSet: value !== null,
      isDefault: value === textOf(defaults[name]),
    };
  });
}

function textOf(value: Env[keyof Env]): string | null {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return text === '' ? null : text;
}

/** Names of users, passwords and keys can stand in an address. */
function withoutSecrets(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
