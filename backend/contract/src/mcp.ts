import { z } from 'zod';

/** A message of the Model Context Protocol, whose fields are the protocol's own. */
export const mcpMessageSchema = z
  .looseObject({ jsonrpc: z.literal('2.0'), id: z.union([z.string(), z.int()]).optional() })
  .meta({
    id: 'McpMessage',
    description: 'A JSON-RPC 2.0 message of the Model Context Protocol.',
    example: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  });

/** The body of every error at `/mcp`. */
export const mcpErrorSchema = z
  .object({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.int()]).nullable(),
    error: z.object({
      code: z.int().meta({ description: 'Of JSON-RPC or of the protocol.' }),
      message: z.string(),
      data: z
        .looseObject({
          code: z
            .string()
            .optional()
            .meta({ description: 'The stable code of the problem, as everywhere in the API.' }),
        })
        .optional(),
    }),
  })
  .meta({
    id: 'McpError',
    example: {
      jsonrpc: '2.0',
      id: null,
      error: {
        code: -32_000,
        message: 'Sign in first, or send a bearer token that is still valid.',
        data: { code: 'unauthenticated' },
      },
    },
  });
export type McpError = z.infer<typeof mcpErrorSchema>;
