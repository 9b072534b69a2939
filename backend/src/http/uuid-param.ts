import { Param } from '@nestjs/common';
import { z } from 'zod';

const uuid = z.uuid('must be a UUID').meta({ description: 'Its id.' });

/** A path parameter that must be a UUID; anything else is a 400. */
export const UuidParam = (name: string) => Param(name, { schema: uuid });
