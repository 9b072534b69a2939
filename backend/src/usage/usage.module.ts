import { Module } from '@nestjs/common';
import { OldUsage } from './old-usage.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({ controllers: [UsageController], providers: [UsageService, OldUsage], exports: [UsageService] })
export class UsageModule {}
