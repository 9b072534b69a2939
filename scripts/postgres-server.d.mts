export interface PostgresServer {
  url: string;
  stop: () => Promise<void>;
  crash?: (signal: 'SIGKILL' | 'SIGQUIT') => Promise<void>;
}

export function startPostgresServer(options?: { durable?: boolean }): Promise<PostgresServer>;
