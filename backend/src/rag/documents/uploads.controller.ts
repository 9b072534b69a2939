import { basename } from 'node:path';
import { BadRequestException, Body, Controller, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import {
  type Document,
  documentSchema,
  LONGEST_COLLECTION,
  MAX_FILE_BYTES,
  uploadDocumentSchema,
} from '@chatkit/contract';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../../auth/current-user.js';
import { KeyScope } from '../../auth/key-scope.js';
import { ApiRoute } from '../../http/api-route.js';
import { ApiIdempotencyKey } from '../../http/idempotency-key.js';
import { Extractor } from '../extraction/extractor.js';
import { passOn, type WatchedBody } from './declared-charset.js';
import { DocumentAdditions } from './document-additions.js';
import { DocumentLibrary } from './document-library.js';
import { hashOf } from './document-text.js';
import { LONGEST_TITLE, readFileText, toFileProblem } from './file-text.js';

/** A file as the multipart parser hands it over. */
interface SentFile {
  originalname: string;
  buffer: Buffer;
}

const multipart = { limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 10 }, streamHandler: passOn };
const oneFile = FileInterceptor('file', multipart);

@ApiTags('Knowledge')
@Controller('api/rag/documents/files')
export class UploadsController {
  constructor(
    private readonly library: DocumentLibrary,
    private readonly additions: DocumentAdditions,
    private readonly extractor: Extractor,
  ) {}

  @Post()
  @KeyScope('documents:write')
  @UseInterceptors(oneFile)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary' },
        title: {
          type: 'string',
          maxLength: LONGEST_TITLE,
          description: 'Without one: what the file says, else its name.',
        },
        visibility: { type: 'string', enum: ['private', 'shared'], default: 'private' },
        collection: { type: 'string', maxLength: LONGEST_COLLECTION, description: 'Without one: in no collection.' },
      },
    },
  })
  @ApiRoute({
    operationId: 'addFile',
    summary: 'Add a file',
    description:
      'Markdown, plain text, HTML, PDF or Word (.docx), up to 20 MB; told by its content. A file that cannot be read is 422 with the reason, one of another kind 415.',
    created: documentSchema,
    ok: documentSchema,
    errors: ['empty_content', 'conflict', 'key_reused', 'unreadable_file'],
  })
  @ApiIdempotencyKey('document')
  async upload(
    @CurrentUser() user: SignedInUser,
    @Req() request: Request & WatchedBody,
    @Res({ passthrough: true }) response: Response,
    @UploadedFile() file: SentFile | undefined,
    @Body({ schema: uploadDocumentSchema }) body: z.output<typeof uploadDocumentSchema>,
  ): Promise<Document> {
    if (!file) throw new BadRequestException('Send the file in the field `file` of a multipart/form-data body.');
    const given = { bytes: file.buffer, name: fileName(file), charset: request.declaredCharset ?? null };
    const content = ['file', hashOf(given.bytes), given.name, given.charset, body];
    return this.additions.once(user, { request, response, content }, async (bind) => {
      const read = await readFileText(this.extractor, given).catch((error: unknown) => {
        throw toFileProblem(error);
      });
      const { title = read.title, visibility, collection } = body;
      return this.library.create(user, { ...read, title, visibility, collection }, bind);
    });
  }
}

/** The parser reads names byte by byte; folders in them mean nothing here. */
function fileName({ originalname }: SentFile): string {
  return basename(Buffer.from(originalname, 'latin1').toString('utf8').replaceAll('\\', '/'));
}
