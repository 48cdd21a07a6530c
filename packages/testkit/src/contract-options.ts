import { describe, expect, test } from 'vitest'

export interface OptionsContract {
  readonly name: string
  /** Calls the function with these options. */
  readonly call: (options: unknown) => unknown
  /** Names of options that are limits. */
  readonly limits: readonly string[]
}

export function contractOfOptions(options: readonly OptionsContract[]): void {
  describe.each(options)('options of $name', ({ call, limits }) => {
    const refuses = async (given: unknown, code: string) => {
      await expect(attempt(call, given)).rejects.toMatchObject({ name: 'BreakwaterError', code })
    }
    test('an own __proto__ is refused', () => refuses(JSON.parse('{"__proto__":{"polluted":true}}'), 'OPTIONS_REFUSED'))
    test('a getter is refused', () => refuses({ get [limits[0] ?? 'x']() { return 1 } }, 'OPTIONS_REFUSED'))
    test('an instance of a class is refused', () => refuses(new (class Options {})(), 'OPTIONS_REFUSED'))
    test('a string and an array are refused', async () => {
      await refuses('x', 'OPTIONS_REFUSED')
      await refuses([], 'OPTIONS_REFUSED')
    })
    test('an unknown name is refused', () => refuses({ noSuchOption: 1 }, 'OPTION_UNKNOWN'))
    test.each(limits.flatMap(limit => [NaN, Infinity, -1, 1.5, '10', null].map(value => [limit, value] as const)))('%s: %s is refused', (limit, value) => refuses({ [limit]: value }, 'LIMIT_INVALID'))
    test('a polluted Object.prototype changes nothing', async () => {
      const prototype = Object.prototype as Record<string, unknown>
      const names = [...limits, 'noSuchOption']
      for (const name of names) prototype[name] = NaN
      try {
        await expect(attempt(call, {})).resolves.not.toThrow()
      } finally {
        for (const name of names) delete prototype[name]
      }
    })
  })
}

const attempt = async (call: (options: unknown) => unknown, given: unknown) => call(given)
