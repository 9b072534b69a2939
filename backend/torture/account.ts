/** Somebody who is signed in, on every instance alike. */
export interface Account {
  id: string;
  token: string;
}

/** Somebody new. */
export async function signUp(url: string, number: number): Promise<Account> {
  const { token, user } = (await post(`${url}/api/auth/sign-up/email`, {
    name: `Reader ${number}`,
    email: `reader${number}@example.com`,
    password: 'correct horse',
  })) as { token: string; user: { id: string } };
  return { id: user.id, token };
}

/** Adds what the questions are about, and waits until it can be found. */
export async function addKnowledge(url: string, { token }: Account): Promise<void> {
  const text = `# Holidays

Employees get thirty days of holiday in a year. Five days of holiday can be carried over to the next year.`;
  const document = { title: 'Handbook', text, visibility: 'shared' };
  await post(`${url}/api/rag/documents`, document, token);
  const query = { query: 'holiday of employees' };
  while (((await post(`${url}/api/rag/search`, query, token)) as { data: unknown[] }).data.length === 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
