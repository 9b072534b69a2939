/**
 * Changes a role, unless nobody could administer then: two who step back at once wait for each other. $1 user, $2 role.
 * No row: nobody else could, or the account is gone.
 */
export const CHANGE_ROLE = `
  with administrators as materialized (select id, banned from "user" where role = 'admin' order by id for update)
  update "user" u set role = $2, "updatedAt" = now()
   where u.id = $1 and ($2 = 'admin' or exists (select from administrators a where a.id <> $1 and a.banned is not true))
  returning id`;
