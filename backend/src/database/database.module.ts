import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import pg, { Pool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Database } from './database.js';
import { migrations } from './migrations/index.js';

/** Offers `Database`, `Pool` (the shared one) and TypeORM's `DataSource`; brings the schema up to date at the start. */
@Global()
@Module({})
export class DatabaseModule {
  static of(database: Database): DynamicModule {
    const typeOrm = TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...dataSourceOptions(database.pool), autoLoadEntities: true, retryAttempts: 1 }),
      dataSourceFactory: (options) => migratedDataSource(options ?? dataSourceOptions(database.pool), database),
    });
    return {
      module: DatabaseModule,
      imports: [typeOrm],
      providers: [
        { provide: Database, useValue: database },
        { provide: Pool, useValue: database.pool },
      ],
      exports: [Database, Pool, typeOrm],
    };
  }
}

/** TypeORM on a pool that exists already: it asks its driver for one and is handed ours. */
export function dataSourceOptions(pool: Pool): DataSourceOptions {
  return {
    type: 'postgres',
    driver: {
      ...pg,
      Pool: function () {
        return pool;
      },
    },
    installExtensions: false,
    synchronize: false,
    migrations,
    migrationsTransactionMode: 'each',
  };
}

async function migratedDataSource(options: DataSourceOptions, database: Database): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  await database.exclusively(() => dataSource.runMigrations());
  return dataSource;
}
