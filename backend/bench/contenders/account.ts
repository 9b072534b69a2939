/** Somebody who is signed in to the product. */
export class Account {
  readonly url: string;
  readonly id: string;
  readonly token: string;

  private constructor(url: string, id: string, token: string) {
    this.url = url;
    this.id = id;
    this.token = token;
  }

  static async signUp(url: string, number: number): Promise<Account> {
    const person = { name: `Reader ${number}`, email: `reader${number}@example.com`, password: 'correct horse' };
    const { token, user } = await request<{ token: string; user: { id: string } }>(
      `${url}/api/auth/sign-up/email`,
      person,
    );
    return new Account(url, user.id, token);
  }

  /** The same person at another instance of the same database. */
  at(url: string): Account {
    return new Account(url, this.id, this.token);
  }

  get<T>(path: string): Promise<T> {
    return request<T>(`${this.url}${path}`, undefined, this.token);
  }

  post<T>(path: string, body: object): Promise<T> {
    return request<T>(`${this.url}${path}`, body, this.token);
  }
}

async function request<T>(url: string, body?: object, token?: string): Promise<T> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
