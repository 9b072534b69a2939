import { Module } from '@nestjs/common';
import { LlmModule } from '../llm/llm.module.js';
import { PortalController } from './portal.controller.js';

@Module({ imports: [LlmModule], controllers: [PortalController] })
export class PortalModule {}
