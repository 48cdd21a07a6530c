import { existsSync, readFileSync } from 'node:fs'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

export interface CodesContract {
  readonly table: { readonly package: string; readonly table: Readonly<Record<string, { kind: string; what: string; todo: string }>> }
  /** For each code an action that must be refused with it. */
  readonly provoke: Readonly<Record<string, () => unknown>>
}

interface Refused {
  readonly package: string
  readonly error: { readonly code: string }
}

export function contractOfCodes(folder: string, { table, provoke }: CodesContract): void {
  describe('every code', () => {
    test('has an action that provokes it, and no action is left over', () => {
      expect(Object.keys(provoke).sort()).toEqual(Object.keys(table.table).sort())
    })
    test.each(Object.keys(table.table))('%s is thrown, announced, safe to log and described', async code => {
      const announced: Refused[] = []
      const listen = (message: unknown) => announced.push(message as Refused)
      subscribe('breakwater:refused', listen)
      let error: unknown
      try {
        await provoke[code]!()
      } catch (thrown) {
        error = thrown
      } finally {
        unsubscribe('breakwater:refused', listen)
      }
      expect(error, 'what was thrown').toMatchObject({ name: 'BreakwaterError', code, kind: table.table[code]!.kind })
      expect(announced.map(message => [message.package, message.error.code])).toContainEqual([table.package, code])
      const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
      expect(Object.keys(json).sort()).toEqual(['code', 'details', 'docs', 'kind', 'message', 'name'])
      const page = join(folder, '../../docs/errors', `${code}.md`)
      expect(existsSync(page), `page ${page}`).toBe(true)
      expect(readFileSync(page, 'utf8')).toContain(table.table[code]!.todo)
    })
  })
}
