import { TODAY } from '../usage/usage-statements.js';

/** One row: how much there is of everything, of everybody together. */
export const OVERVIEW = `
  select
    (select json_build_object('total', count(*), 'administrators', count(*) filter (where role = 'admin'),
                              'suspended', count(*) filter (where banned)) from "user") as users,
    (select json_build_object(
              'today', json_build_object('turns', coalesce(sum(turns) filter (where day = ${TODAY}), 0),
                                         'tokens', coalesce(sum(tokens) filter (where day = ${TODAY}), 0)),
              'last30Days', json_build_object('turns', coalesce(sum(turns), 0), 'tokens', coalesce(sum(tokens), 0)))
       from user_usage where day > ${TODAY} - 30) as usage,
    (select coalesce(json_agg(kind order by kind.visibility desc, kind.status), '[]') from (
       select d.visibility, d.status, count(*)::int as documents, sum(v.characters)::float8 as characters
         from documents d join document_versions v on v.id = d.current_version_id group by 1, 2
     ) kind) as documents`;
