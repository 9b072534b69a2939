export interface PostgresServer {
  url: string;
  stop: () => Promise<void>;
}

export function startPostgresServer(options?: { durable?: boolean }): Promise<PostgresServer>;
