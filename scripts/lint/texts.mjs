/** Rules about syntax that hold everywhere. */
export const restrictedSyntax = [{ selector: 'TSEnumDeclaration', message: 'Use a union of literals.' }];

/** Attributes whose words people read or hear. */
const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'label',
  'placeholder',
  'title',
]);
const message = 'Words belong in the catalogue of languages: write `texts()…` instead of “{{ words }}”.';
/** The same in every language: the name of the product, and how an address begins. */
const names = /\bChatKit(?: RAG)?\b|\bhttps?:\/\//g;

/** A rule for templates: no words in them, neither as text nor in an attribute that is read, nor in what is bound there. */
const noTextInTemplates = {
  meta: { type: 'problem', schema: [], messages: { words: message } },
  create(context) {
    const check = (node, text, place) => {
      const words = text.replace(names, '').trim();
      if (/\p{L}{2}/u.test(words)) {
        context.report({ loc: locOf(context, place ?? node), messageId: 'words', data: { words } });
      }
    };
    const checkBound = (node) => literalsIn(node.value).forEach((text) => check(node, text));
    return {
      Text: (node) => check(node, node.value),
      BoundText: checkBound,
      TextAttribute: (node) => spoken.has(node.name) && check(node, node.value),
      BoundAttribute: (node) => spoken.has(node.name) && checkBound(node),
    };
  },
};

/** Lint configuration that makes words outside of the catalogue an error. */
export const textsConfig = [
  {
    files: ['frontend/{src,chatkit}/**/*.html'],
    plugins: { texts: { rules: { 'no-text-in-templates': noTextInTemplates } } },
    rules: { 'texts/no-text-in-templates': 'error' },
  },
  {
    files: ['frontend/{src,chatkit}/**/*.ts'],
    ignores: ['**/languages/**', 'frontend/src/language/**', '**/testing/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...restrictedSyntax,
        {
          selector: ':not(NewExpression, TSLiteralType) > Literal[value=/^[A-Z][a-z]+ [a-z]/]',
          message: 'Sentences belong in the catalogue of languages; only errors for developers are written in place.',
        },
      ],
    },
  },
];

/** The strings that an expression of a template may show; what it compares with or looks up is not shown. */
function literalsIn(node) {
  switch (node?.type) {
    case 'ASTWithSource':
      return literalsIn(node.ast);
    case 'Interpolation':
      return [...node.strings, ...node.expressions.flatMap(literalsIn)];
    case 'Conditional':
      return [...literalsIn(node.trueExp), ...literalsIn(node.falseExp)];
    case 'Binary':
      return ['+', '??', '||', '&&'].includes(node.operation)
        ? [...literalsIn(node.left), ...literalsIn(node.right)]
        : [];
    case 'BindingPipe':
      return literalsIn(node.exp);
    case 'ParenthesizedExpression':
      return literalsIn(node.expression);
    case 'TemplateLiteral':
      return node.elements.map(({ text }) => text);
    case 'LiteralPrimitive':
      return typeof node.value === 'string' ? [node.value] : [];
    default:
      return [];
  }
}

function locOf(context, { sourceSpan }) {
  const place = (offset) => context.sourceCode.getLocFromIndex(offset);
  return { start: place(sourceSpan.start.offset), end: place(sourceSpan.end.offset) };
}
