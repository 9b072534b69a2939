const CHARACTERS = 40_000;

/** In how many pieces an answer arrives. */
export const DELTAS = 1_000;

const section = (n: number) => `## Part ${n}

The **server** of part ${n} reads its settings once, when it starts [1]. Everything else, such as \`DATABASE_URL\`, is told by
the [manual](https://manual.example/part-${n}), which names the defaults as well [2]. It does so in plain words, because
those who look it up are in a hurry, and a sentence that is read twice has failed.

- The first point of part ${n} names what is needed [1].
- The second one tells how it is *done*, step by step:
  1. stop the server,
  2. change \`.env\`,
  3. start it again.

| Setting | Default | Meaning |
| --- | --: | --- |
| \`PORT\` | ${3000 + n} | Where it listens |
| \`POOL\` | ${n} | How many connections it holds |

\`\`\`ts
export function part${n}(pool: Pool, limit = ${n}): Promise<Row[]> {
  return pool.query('select * from parts where n = $1 limit $2', [${n}, limit]);
}
\`\`\`

`;

/** An answer with all that answers have. */
export function writeAnswer(): string {
  const sections = Array.from({ length: 60 }, (_, index) => section(index + 1));
  return sections.join('').slice(0, CHARACTERS);
}
