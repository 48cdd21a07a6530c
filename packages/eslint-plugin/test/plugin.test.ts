import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { families } from '@breakwater/sinks'
import { describe, expect, test } from 'vitest'
import { configs, meta, plugin, rules } from '../src/index.ts'

const folder = join(import.meta.dirname, '..')

describe('the plugin', () => {
  test('has one rule for each family, each with a page, a schema, its CWE and messages', () => {
    expect(Object.keys(rules)).toEqual(families.map(family => family.id))
    for (const { id, cwe, messages } of families) {
      const rule = rules[id]!
      expect(rule.meta).toMatchObject({ type: 'problem', fixable: 'code', hasSuggestions: true, docs: { url: `https://breakwater.example/rules/${id}`, cwe: cwe.map(number => `CWE-${number}`) } })
      expect(rule.meta!.schema).toMatchObject([{ additionalProperties: false }])
      for (const messageId of Object.keys(messages)) expect(rule.meta!.messages![messageId]!.startsWith(messages[messageId]!)).toBe(true)
      expect(Object.keys(messages)).not.toContain('rewrite')
    }
  })

  test('has the flat configs recommended and strict, which name the plugin itself', () => {
    expect(plugin.configs).toBe(configs)
    for (const config of Object.values(configs)) expect(config.plugins!['breakwater']).toBe(plugin)
    expect(configs.recommended.rules).toEqual(Object.fromEntries(families.map(({ id }) => [`breakwater/${id}`, 'error'])))
    expect(configs.strict.rules).toEqual(Object.fromEntries(families.map(({ id }) => [`breakwater/${id}`, ['error', { strength: 'strict' }]])))
  })

  test('names itself and its version', () => {
    const { name, version } = createRequire(import.meta.url)('../package.json') as { name: string; version: string }
    expect(meta).toEqual({ name, version, namespace: 'breakwater' })
  })

  test('is one object by default import, by name and by require', () => {
    const script = `
      import byDefault, { plugin, configs } from '@breakwater/eslint-plugin'
      import { createRequire } from 'node:module'
      const required = createRequire(process.cwd() + '/')('@breakwater/eslint-plugin')
      console.log(JSON.stringify([byDefault === plugin, required.plugin === plugin, required.default === plugin, required.configs === configs, Object.keys(required.rules), configs.recommended.plugins.breakwater === plugin]))`
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' })
    expect(JSON.parse(answer)).toEqual([true, true, true, true, families.map(family => family.id), true])
  })
})
