import { fileURLToPath } from 'node:url';
import boundaries from 'eslint-plugin-boundaries';

const shared = ['contract', 'database', 'auth', 'http', 'tracing'];
const features = [
  'audit',
  'health',
  'metrics',
  'usage',
  'admin',
  'portal',
  'llm',
  'live',
  'threads',
  'messages',
  'rag',
  'chat',
  'personal data',
];
/** Ways in for other programs: they lead to the features, and nothing leads to them. */
const doors = ['openai', 'mcp'];
const kit = ['kit', 'parts', 'layouts'];

/**
 * Who may import whom. A file belongs to the first folder that holds it, and `uses` names the other folders that it
 * may import from. Everything else is a lint error, and so is a file in a folder that is not listed.
 */
const folders = {
  contract: { path: 'backend/contract/src', uses: [] },
  client: { path: 'backend/client', uses: [] },
  database: { path: 'backend/src/database', uses: [] },
  http: { path: 'backend/src/http', uses: ['contract'] },
  tracing: { path: 'backend/src/tracing', uses: ['http'] },
  audit: { path: 'backend/src/audit', uses: ['contract', 'database', 'http'] },
  auth: { path: 'backend/src/auth', uses: ['contract', 'database', 'http', 'audit'] },
  health: { path: 'backend/src/health', uses: shared },
  metrics: { path: 'backend/src/metrics', uses: shared },
  usage: { path: 'backend/src/usage', uses: shared },
  admin: { path: 'backend/src/admin', uses: [...shared, 'audit', 'usage'] },
  live: { path: 'backend/src/live', uses: shared },
  threads: { path: 'backend/src/threads', uses: [...shared, 'live'] },
  messages: { path: 'backend/src/messages', uses: [...shared, 'threads', 'live'] },
  llm: { path: 'backend/src/llm', uses: shared },
  rag: { path: 'backend/src/rag', uses: [...shared, 'llm', 'live'] },
  portal: { path: 'backend/src/portal', uses: [...shared, 'llm'] },
  chat: {
    path: 'backend/src/chat',
    uses: [...shared, 'threads', 'messages', 'rag', 'llm', 'live', 'metrics', 'usage'],
  },
  'personal data': {
    path: 'backend/src/personal-data',
    uses: [...shared, 'audit', 'threads', 'messages', 'rag', 'usage'],
  },
  openai: { path: 'backend/src/openai', uses: [...shared, 'chat', 'messages', 'rag', 'usage'] },
  mcp: { path: 'backend/src/mcp', uses: [...shared, 'chat', 'rag', 'usage'] },
  evaluation: { path: 'backend/src/evaluation', uses: [...shared, 'llm', 'rag'] },
  backup: { path: 'backend/src/backup', uses: ['database'] },
  logging: { path: 'backend/src/logging', uses: ['http'] },
  application: { path: 'backend/src', uses: [...shared, ...features, ...doors, 'evaluation', 'backup', 'logging'] },
  'backend tests': {
    path: 'backend/test',
    uses: ['application', 'backup', 'client', 'evaluation', ...shared, ...features, 'scripts'],
  },
  bench: {
    path: 'backend/bench',
    uses: ['application', ...shared, ...features, 'backend tests', 'browser tests', 'laboratory', 'scripts'],
  },
  torture: { path: 'backend/torture', uses: ['application', ...shared, ...features, 'backend tests', 'scripts'] },
  parts: { path: 'frontend/chatkit/parts', uses: ['contract', 'kit'] },
  layouts: { path: 'frontend/chatkit/layouts', uses: ['contract', 'kit', 'parts'] },
  kit: { path: 'frontend/chatkit', uses: ['contract', ...kit] },
  pages: { path: 'frontend/src', uses: ['contract', ...kit] },
  diagram: { path: 'frontend/diagram', uses: [] },
  console: { path: 'frontend/console', uses: [] },
  gallery: { path: 'frontend/gallery', uses: ['contract', ...kit] },
  laboratory: { path: 'frontend/laboratory', uses: ['contract', ...kit] },
  examples: { path: 'frontend/examples', uses: [] },
  'browser tests': { path: 'frontend/e2e', uses: ['contract', 'backend tests', 'laboratory'] },
  scripts: { path: 'scripts', uses: ['contract'] },
};

const files = {
  settings: 'backend/src/env.ts',
  failpoint: 'backend/src/failpoint.ts',
  'headless service': 'frontend/chatkit/chat-kit.ts',
  spec: '**/*.spec.ts',
};

const allArrows = Object.entries(folders).map(([type, { uses }]) => ({
  from: { element: { type } },
  allow: { to: { element: { type: uses } } },
}));

/** The last policy that matches an import decides about it. */
const policies = [
  { allow: { to: { module: { origin: ['external', 'core'] } } } },
  ...allArrows,
  {
    from: {
      element: { type: ['http', 'tracing', 'auth', 'database', 'evaluation', 'logging', ...features, ...doors] },
    },
    allow: { to: { file: { categories: ['settings', 'failpoint'] } } },
  },
  {
    from: {
      file: { categories: 'spec' },
      element: { type: [...shared, ...features, ...doors, 'evaluation', 'logging', 'application'] },
    },
    allow: { to: { element: { type: 'backend tests' } } },
  },
  {
    from: { element: { type: 'contract' } },
    disallow: { to: { module: { origin: ['external', 'core'], source: '!zod' } } },
    message: 'The contract depends on zod only.',
  },
  {
    from: { element: { type: [...kit, 'pages'] } },
    disallow: { to: { module: { origin: 'core' } } },
    message: 'The frontend runs in browsers: no modules of Node.',
  },
  {
    from: { element: { type: [...kit, 'pages', 'browser tests'] } },
    disallow: { to: { element: { type: 'contract' } }, dependency: { kind: 'value' } },
    message: 'The frontend takes types only from the contract: use "import type".',
  },
  {
    from: { element: { type: 'parts' } },
    disallow: { to: { file: { categories: 'headless service' } } },
    message: 'Parts are presentational: inputs in, outputs out, no ChatKit.',
  },
];

/** Lint configuration that makes a forbidden import an error. */
export const boundariesConfig = {
  files: ['**/*.{ts,mjs}'],
  ignores: ['*.mjs', '**/*.{config,setup}.{ts,mjs}'],
  plugins: { boundaries },
  settings: {
    'boundaries/root-path': fileURLToPath(new URL('../..', import.meta.url)),
    'boundaries/elements': Object.entries(folders).map(([type, { path }]) => ({
      type,
      pattern: path,
      partialMatch: false,
    })),
    'boundaries/elements-single-match': true,
    'boundaries/files': Object.entries(files).map(([category, pattern]) => ({ category, pattern })),
    'import/resolver': {
      typescript: { project: ['backend/tsconfig.json', 'frontend/tsconfig.json'], noWarnOnMultipleProjects: true },
    },
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        checkAllOrigins: true,
        message: '{{from.element.types}} must not import {{to.element.types}}.',
        policies,
      },
    ],
    'boundaries/no-unknown-files': 'error',
    'boundaries/no-unknown-dependencies': 'error',
  },
};
