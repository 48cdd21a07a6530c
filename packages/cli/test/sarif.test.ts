import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { applyEdits } from '@breakwater/sinks'
import { describe, expect, test } from 'vitest'
import { check, toSarif } from '../src/index.ts'
import { git, migrated, project, run, vulnerable } from './project.ts'

interface Result {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region: Record<string, number> } }[]
  partialFingerprints: Record<string, string>
  fixes?: { artifactChanges: { artifactLocation: { uri: string }; replacements: { deletedRegion: { charOffset: number; charLength: number }; insertedContent: { text: string } }[] }[] }[]
  properties: Record<string, unknown>
}

interface Log {
  version: string
  $schema: string
  runs: {
    tool: { driver: { name: string; version: string; rules: { id: string; properties: { tags: string[] }; shortDescription: { text: string } }[] } }
    results: Result[]
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string }; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[]
    columnKind: string
  }[]
}

const sarif = async (root: string, args: string[] = []): Promise<Log> => JSON.parse((await run(root, ['check', '--sarif', ...args])).out) as Log

describe('SARIF 2.1.0', () => {
  test('names rules with their CWE, places, fingerprints and fixes that can be applied', async () => {
    const text = `\uFEFF// 😀 ünï\n${vulnerable}`
    const log = await sarif(project({ 'src/a.js': text }))
    const [only] = log.runs
    expect(log).toMatchObject({ version: '2.1.0', $schema: 'https://json.schemastore.org/sarif-2.1.0.json' })
    expect(only!.tool.driver).toMatchObject({ name: 'Breakwater', version: '0.1.0' })
    expect(only!.columnKind).toBe('utf16CodeUnits')
    const [result] = only!.results
    const rule = only!.tool.driver.rules[result!.ruleIndex]!
    expect([rule.id, rule.properties.tags]).toEqual(['sql', expect.arrayContaining(['security', 'external/cwe/cwe-089'])])
    const after = text.slice(1)
    const { region } = result!.locations[0]!.physicalLocation
    expect(after.slice(region['charOffset'], region['charOffset']! + region['charLength']!)).toBe("'select * from users where id = ' + id")
    expect(region).toMatchObject({ startLine: 4, startColumn: 33, endLine: 4, endColumn: 71 })
    expect(result!.locations[0]!.physicalLocation.artifactLocation).toEqual({ uri: 'src/a.js', uriBaseId: 'ROOT' })
    const { replacements } = result!.fixes![0]!.artifactChanges[0]!
    const edits = replacements.map(({ deletedRegion: { charOffset, charLength }, insertedContent }) => ({ range: [charOffset, charOffset + charLength] as const, text: insertedContent.text }))
    expect(applyEdits(after, edits)).toBe(`// 😀 ünï\n${migrated}`)
  })

  test('a fingerprint stays when lines above change, and tells equal sites of a file apart', async () => {
    const again = "exports.twice = id => pool.query('select * from users where id = ' + id)\n"
    const prints = async (text: string) => (await sarif(project({ 'a.js': text }))).runs[0]!.results.map(result => result.partialFingerprints['breakwater/v1'])
    const first = await prints(vulnerable + again)
    expect(new Set(first).size).toBe(2)
    expect(await prints(`// one\n\n// more\n${vulnerable}${again}`)).toEqual(first)
  })

  test('paths are relative to the git tree and encoded as URIs', async () => {
    const top = project({ 'packages/my app/package.json': '{}', 'packages/my app/a#b%ünï.js': vulnerable })
    git(top, 'init', '--quiet')
    const [result] = (await sarif(join(top, 'packages/my app'))).runs[0]!.results
    expect(result!.locations[0]!.physicalLocation.artifactLocation.uri).toBe('packages/my%20app/a%23b%25%C3%BCn%C3%AF.js')
  })

  test('what could not be judged is a notification', async () => {
    const root = project({ 'a.js': "const = 'select a from t'" })
    mkdirSync(join(root, 'x'))
    const { invocations, results } = (await sarif(root)).runs[0]!
    expect(results).toEqual([])
    expect(invocations[0]!.toolExecutionNotifications).toMatchObject([{ message: { text: 'Not judged: does-not-parse (Unexpected token)' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'a.js' } } }] }])
  })

  test('is made from a report of the functions too', async () => {
    const report = await check({ cwd: project({ 'a.js': vulnerable }) })
    expect(toSarif(report)).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'sql' }] }] })
  })
})

describe('--json', () => {
  test('is the report', async () => {
    const root = project({ 'a.js': vulnerable, 'b.js': 'const = "select a from t"' })
    const { code, out } = await run(root, ['migrate', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      version: 1, tool: { name: 'breakwater', version: '0.1.0' }, command: 'migrate', root, written: false, pending: true,
      files: { found: 2, parsed: 2, changed: 1 },
      counts: { migrated: 1, 'migrated-check': 0, manual: 0, skipped: 0 },
      sites: [{ path: 'a.js', line: 3, column: 33, rule: 'sql', sink: 'sql/pg-query', outcome: 'migrated' }],
      changes: [{ path: 'a.js' }],
      skippedFiles: [{ path: 'b.js', reason: 'does-not-parse', line: 1, column: 7, pending: true }],
      packages: [{ dependency: '@breakwater/sql', range: '^0.1.0', state: 'missing' }],
    })
  })
})
