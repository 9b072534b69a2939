import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RagModule } from '../rag/rag.module.js';
import { ThreadsModule } from '../threads/threads.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataExport } from './personal-data.js';

@Module({
  imports: [ThreadsModule, MessagesModule, RagModule, UsageModule],
  controllers: [PersonalDataController],
  providers: [PersonalDataExport],
})
export class PersonalDataModule {}
