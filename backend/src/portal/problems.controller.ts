import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { PROBLEM_KINDS, problemCodeSchema } from '@chatkit/contract';
import type { Response } from 'express';
import { Public } from '../auth/route-access.js';
import { ApiRoute } from '../http/api-route.js';
import { sendProblemPage } from '../http/problem-page.js';

@ApiTags('Portal')
@Controller('api/problems')
export class ProblemsController {
  @Get(':code')
  @Public()
  @ApiParam({ name: 'code', description: 'The code.', schema: { type: 'string', enum: Object.keys(PROBLEM_KINDS) } })
  @ApiRoute({
    operationId: 'explainProblem',
    summary: 'Read what an error code means',
    description: 'A page for people. `type` of each problem leads to it.',
    text: { 'text/html': '<!doctype html><h1><code>not_found</code></h1>...' },
    errors: ['not_found'],
    isPublic: true,
  })
  explain(@Param('code') given: string, @Res() response: Response): void {
    const { data: code } = problemCodeSchema.safeParse(given);
    if (!code) throw new NotFoundException('There is no such error code.');
    sendProblemPage(response, code);
  }
}
