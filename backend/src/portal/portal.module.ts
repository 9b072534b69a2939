import { Module } from '@nestjs/common';
import { LlmModule } from '../llm/llm.module.js';
import { PortalController } from './portal.controller.js';
import { ProblemsController } from './problems.controller.js';

@Module({ imports: [LlmModule], controllers: [PortalController, ProblemsController] })
export class PortalModule {}
