import js from '@eslint/js'
import tseslint from 'typescript-eslint'

const runtime = ['packages/*/src/**/*.ts']

/** The rules of the house over its own code. */
export const house = tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.turbo/**', '**/fixtures/**', '**/samples/**', '**/behaviour/apps/**', '**/.demo/**', '**/.demo-test-*/**', 'bench/**', 'examples/*/app/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', setImmediate: 'readonly', URL: 'readonly', performance: 'readonly', globalThis: 'readonly', structuredClone: 'readonly', fetch: 'readonly', AbortSignal: 'readonly', AbortController: 'readonly' } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // Tables of characters are what guards are made of; lazily loaded optional peers stay real requires in the build.
      'no-control-regex': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-restricted-syntax': ['error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: a package’s surface fits on one screen.' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  {
    files: runtime,
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      'no-restricted-imports': ['error', { patterns: [
        { group: ['@breakwater/testkit', '@breakwater/house'], message: 'Nothing imports testkit or house at run time.' },
        { group: ['@breakwater/*/dist/*', '@breakwater/*/src/*'], message: 'No deep imports.' },
      ] }],
    },
  },
  {
    files: ['**/*.config.{ts,js,mjs}', '**/*.config.*.{ts,js,mjs}'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
