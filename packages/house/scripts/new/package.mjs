import { changeset, writeNew } from './files.mjs'

/** The files of a new wrapper package, with the anatomy that every package has. */
export function newPackage([name, description]) {
  if (!/^[a-z][a-z0-9-]*$/.test(name ?? '')) throw new Error('a package name is lower-case, with dashes')
  if (!description) throw new Error('say in a sentence what it does')
  const constant = name.replaceAll('-', '_').toUpperCase()
  const files = {
    'package.json': `${JSON.stringify(manifest(name, description), null, 2)}\n`,
    'tsconfig.json': '{ "extends": "@breakwater/house/tsconfig.json", "include": ["src", "test", "bench", "tsup.config.ts"] }\n',

    'tsup.config.ts': "import { preset } from '@breakwater/house/tsup'\n\nexport default preset(['index'])\n",
    'src/index.ts': "export { codes } from './codes.ts'\n",
    'src/codes.ts': `import { defineCodes } from '@breakwater/core'\n\n/** The codes of \`@breakwater/${name}\`. */\nexport const codes = defineCodes('${name}', {\n  ${constant}_REFUSED: {\n    kind: 'refused',\n    what: 'the value cannot be used',\n    todo: 'Say here what to write instead.',\n  },\n})\n`,
    'test/provoke.ts': `import { codes } from '../src/codes.ts'\n\n/** For each code an action that is refused with it. */\nexport const provoke: Readonly<Record<string, () => unknown>> = {\n  ${constant}_REFUSED: () => {\n    throw codes.error('${constant}_REFUSED')\n  },\n}\n`,
    'test/contract.test.ts': "import { contract } from '@breakwater/testkit'\nimport { codes } from '../src/codes.ts'\nimport { provoke } from './provoke.ts'\n\ncontract({ folder: `${import.meta.dirname}/..`, codes: { table: codes, provoke } })\n",
    'README.md': `# @breakwater/${name}\n\n${description}\n\n## Limits\n\n- Node.js 20.19 or later.\n\n## What it does not do\n\n- Say here what a reader might wrongly expect.\n`,
  }
  const placed = Object.fromEntries(Object.entries(files).map(([file, text]) => [`packages/${name}/${file}`, text]))
  return [...writeNew({ ...placed, ...changeset(`new-${name}`, `@breakwater/${name}`, 'minor', description) }), 'next: pnpm install && pnpm build && pnpm run docs && pnpm test']
}

function manifest(name, description) {
  const file = kind => ({ import: { types: './dist/index.d.mts', default: './dist/index.mjs' }, require: { types: './dist/index.d.ts', default: './dist/index.js' } })[kind]
  return {
    name: `@breakwater/${name}`,
    version: '0.0.0',
    description,
    license: 'MIT',
    engines: { node: '>=20.19' },
    sideEffects: false,
    main: './dist/index.js',
    module: './dist/index.mjs',
    types: './dist/index.d.ts',
    exports: { '.': { import: file('import'), require: file('require') }, './package.json': './package.json' },
    files: ['dist', 'README.md'],
    scripts: { build: 'tsup', typecheck: 'tsc -p .' },
    breakwater: { maxGzipKiB: 10 },
    dependencies: { '@breakwater/core': 'workspace:^' },
    devDependencies: {
      '@breakwater/house': 'workspace:*',
      '@breakwater/testkit': 'workspace:*',
      '@types/node': 'catalog:',
      tsup: 'catalog:',
      typescript: 'catalog:',
      vitest: 'catalog:',
    },
  }
}
