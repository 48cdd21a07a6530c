import { describe, expect, test } from 'vitest'
import { families, reasons } from '../src/index.ts'
import type { Sample } from '../src/index.ts'
import { espreeHost, estreeHost, oxcHost } from './support/hosts.ts'
import { migrate } from './support/migrate.ts'

const PARSERS = { oxc: oxcHost, 'typescript-estree': estreeHost, espree: espreeHost }

const options = (sample: Sample) => ({ filename: sample.language === 'ts' ? 'app.ts' : 'app.js', dependencies: sample.dependencies ?? [] })

for (const family of families) {
  describe(family.title, () => {
    for (const sample of family.samples) {
      describe(`${sample.kind}: ${sample.sink}, ${sample.title}`, () => {
        for (const [parser, host] of Object.entries(PARSERS)) {
          if (parser === 'espree' && sample.language === 'ts') continue
          test(parser, () => {
            const { text, findings, outcomes } = migrate(sample.code, { ...options(sample), host })
            if (sample.kind !== 'bad') {
              expect(findings).toEqual([])
              return
            }
            expect(findings.map(finding => finding.sink)).toContain(sample.sink)
            expect(new Set(outcomes)).toEqual(new Set([sample.outcome === 'manual' ? `manual ${sample.reason!}` : sample.outcome]))
            expect(text).toBe(sample.rewritten ?? sample.code)
          })
        }
        test('every parser gives the same findings and plans, strict ones too', () => {
          const judged = Object.entries(PARSERS).filter(([parser]) => !(parser === 'espree' && sample.language === 'ts')).map(([, host]) => migrate(sample.code, { ...options(sample), host, strict: true }))
          for (const other of judged.slice(1)) expect(JSON.parse(JSON.stringify(other.findings.map(finding => ({ ...finding, plan: finding.plan }))))).toEqual(JSON.parse(JSON.stringify(judged[0]!.findings.map(finding => ({ ...finding, plan: finding.plan })))))
        })
        if (sample.rewritten !== undefined) {
          test('a second run changes nothing', () => {
            const again = migrate(sample.rewritten!, options(sample))
            expect(again.findings).toEqual([])
            expect(again.text).toBe(sample.rewritten)
          })
        }
      })
    }

    test('every sink has a sample or is named by one of its kind', () => {
      const shown = new Set(family.samples.map(sample => sample.sink))
      const missing = family.sinks.map(sink => sink.id).filter(id => !shown.has(id))
      expect(missing.filter(id => id.startsWith('sql/'))).toEqual(family.id !== 'sql' ? [] : ['sql/sqlite-run', 'sql/sqlite-get', 'sql/sqlite-each', 'sql/sqlite-exec', 'sql/libsql-pragma', 'sql/knex-orwhereraw', 'sql/knex-andwhereraw', 'sql/knex-orhavingraw', 'sql/knex-groupbyraw', 'sql/knex-fromraw', 'sql/given-text'])
      if (family.id !== 'sql') expect(missing).toEqual([])
    })
  })
}

test('every reason says what is and what to do', () => {
  for (const [code, { sentence, hint }] of Object.entries(reasons)) {
    expect(code).toMatch(/^[A-Z_]+$/)
    expect(sentence).toMatch(/^[a-zS?]/)
    expect(hint).toMatch(/\.$/)
  }
})
