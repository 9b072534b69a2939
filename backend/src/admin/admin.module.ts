import { Module } from '@nestjs/common';
import { AdministrationController } from './administration.controller.js';
import { UserAdministration } from './user-administration.js';

@Module({ controllers: [AdministrationController], providers: [UserAdministration] })
export class AdminModule {}
