import { describe, expect, test } from 'vitest'
import { addDependency, readManifest } from '../src/project/manifest.ts'

const add = (text: string) => addDependency(text, '@breakwater/sql', '^0.1.0')

describe('addDependency keeps the form of the file', () => {
  test.each([
    ['two spaces, sorted in', '{\n  "dependencies": {\n    "@a/b": "1",\n    "pg": "8"\n  }\n}\n', '{\n  "dependencies": {\n    "@a/b": "1",\n    "@breakwater/sql": "^0.1.0",\n    "pg": "8"\n  }\n}\n'],
    ['tabs', '{\n\t"dependencies": {\n\t\t"@a": "1"\n\t}\n}', '{\n\t"dependencies": {\n\t\t"@a": "1",\n\t\t"@breakwater/sql": "^0.1.0"\n\t}\n}'],
    ['CRLF', '{\r\n  "dependencies": {\r\n    "pg": "8"\r\n  }\r\n}\r\n', '{\r\n  "dependencies": {\r\n    "@breakwater/sql": "^0.1.0",\r\n    "pg": "8"\r\n  }\r\n}\r\n'],
    ['unsorted: at the end', '{\n  "dependencies": {\n    "z": "1",\n    "a": "1"\n  }\n}', '{\n  "dependencies": {\n    "z": "1",\n    "a": "1",\n    "@breakwater/sql": "^0.1.0"\n  }\n}'],
    ['one line', '{ "dependencies": { "pg": "8" } }', '{ "dependencies": { "@breakwater/sql": "^0.1.0", "pg": "8" } }'],
    ['no dependencies', '{\n  "name": "x"\n}\n', '{\n  "name": "x",\n  "dependencies": {\n    "@breakwater/sql": "^0.1.0"\n  }\n}\n'],
    ['before devDependencies', '{\n  "name": "x",\n  "devDependencies": {}\n}\n', '{\n  "name": "x",\n  "dependencies": {\n    "@breakwater/sql": "^0.1.0"\n  },\n  "devDependencies": {}\n}\n'],
    ['empty dependencies', '{\n  "dependencies": {}\n}\n', '{\n  "dependencies": {\n    "@breakwater/sql": "^0.1.0"\n  }\n}\n'],
    ['empty object', '{}', '{\n  "dependencies": {\n    "@breakwater/sql": "^0.1.0"\n  }\n}'],
    ['one line, no dependencies', '{"name":"x"}', '{"name":"x", "dependencies": { "@breakwater/sql": "^0.1.0" }}'],
    ['comments', '{\n  // why\n  "dependencies": {\n    /* db */ "pg": "8", // trailing\n  },\n}\n', '{\n  // why\n  "dependencies": {\n    /* db */ "@breakwater/sql": "^0.1.0", "pg": "8", // trailing\n  },\n}\n'],
    ['present', '{ "dependencies": { "@breakwater/sql": "*" } }', '{ "dependencies": { "@breakwater/sql": "*" } }'],
    ['present for development', '{ "devDependencies": { "@breakwater/sql": "*" } }', '{ "devDependencies": { "@breakwater/sql": "*" } }'],
  ])('%s', (_, before, after) => {
    expect(add(before)).toBe(after)
    expect(add(after)).toBe(after)
  })

  test.each(['', '[]', 'null', '{', '{"dependencies": []}', '{"a": 1} x', '{"a" 1}', `${'['.repeat(500)}`])('leaves what it cannot read: %s', text => {
    expect(add(text)).toBeUndefined()
  })
})

describe('readManifest', () => {
  test.each([
    ['{"type":"module","dependencies":{"pg":"1"},"peerDependencies":{"x":"1"}}', 'module', ['pg', 'x'], true],
    ['\uFEFF{ "devDependencies": { "a": "1" } }', 'commonjs', ['a'], true],
    ['{"__proto__":{"type":"module"},"dependencies":{"__proto__":"1"}}', 'commonjs', ['__proto__'], true],
    ['not json', 'commonjs', [], false],
  ])('%s', (text, type, dependencies, readable) => {
    expect(readManifest(text)).toEqual({ type, dependencies: new Set(dependencies), readable })
  })
})
