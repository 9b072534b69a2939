import type { Invariant } from '../src/database/invariants.ts';

/** Writes down, in the same transaction, every change of an answer's status, attempt or owner. */
export const INSTALL_AUDIT = `
  create table torture_audit (
    number bigserial primary key,
    id uuid not null,
    old_status text not null, status text not null,
    old_attempt integer not null, attempt integer not null,
    old_owner uuid, owner uuid
  );
  create function torture_audit() returns trigger language plpgsql as $$
    begin
      insert into torture_audit (id, old_status, status, old_attempt, attempt, old_owner, owner)
      values (new.id, old.status, new.status, old.attempt, new.attempt, old.owner, new.owner);
      return null;
    end
  $$;
  create trigger torture_audit after update of status, content, attempt, owner on chat_messages
    for each row execute function torture_audit();`;

/** What only the history of a row can show, and what is true because every torture send carries a key and a text of its own. */
export const historyInvariants: readonly Invariant[] = [
  {
    name: 'an answer that has ended never changes',
    violations: `select distinct id from torture_audit where old_status <> 'generating'`,
  },
  {
    name: 'an attempt has one owner',
    violations: `
      select id from (
        select id, attempt, owner from torture_audit where owner is not null
        union
        select id, old_attempt, old_owner from torture_audit where old_owner is not null
      ) owners group by id, attempt having count(*) > 1`,
  },
  {
    name: 'attempts go up one by one, and only while nobody else may write',
    violations: `
      select id from torture_audit
       where attempt not in (old_attempt, old_attempt + 1) or attempt = old_attempt and owner is distinct from old_owner and owner is not null`,
  },
  {
    name: 'an answer was asked for by a key',
    violations: `
      select m.id from chat_messages m
       where m.role = 'assistant' and not exists (select from chat_sends s where s.message_id = m.id)`,
  },
  {
    name: 'a question is stored once',
    violations: `select min(id::text) as id from chat_messages where role = 'user' group by content having count(*) > 1`,
  },
];
