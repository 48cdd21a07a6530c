/** A statement as a database would see it: text with the values where they are bound. */
export type Rendered = string

interface FragmentLike {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]
}

const fragments = new WeakSet<object>()

const fragment = (parts: readonly string[], values: readonly unknown[]): FragmentLike => {
  const made = { parts, values }
  fragments.add(made)
  return made
}

const isFragment = (value: unknown): value is FragmentLike => typeof value === 'object' && value !== null && fragments.has(value)

const render = (value: unknown): string => {
  if (isFragment(value)) return value.parts.map((part, index) => part + (index < value.values.length ? render(value.values[index]) : '')).join('')
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (value === undefined) throw new TypeError('undefined is refused')
  return String(value)
}

const list = (items: readonly unknown[], separator: FragmentLike): FragmentLike =>
  items.length === 0 ? fragment([''], []) : fragment(['', ...items.slice(1).map(() => separator.parts[0]!), ''], items)

/** A small model of the sql tag: what it prints, with values as literals. */
const sql = Object.assign((parts: TemplateStringsArray, ...values: unknown[]) => fragment([...parts], values), {
  in: (items: readonly unknown[]) => fragment(['(', ')'], [list(items, fragment([', '], []))]),
  notIn: (items: readonly unknown[]) => fragment(['(', ')'], [list(items, fragment([', '], []))]),
  id: (...names: string[]) => fragment([names.map(name => `"${name}"`).join('.')], []),
  join: (items: readonly unknown[], separator: FragmentLike = fragment([', '], [])) => list(items, separator),
  oneOf: (value: string, choices: Record<string, FragmentLike>, missing?: string) => choices[value === '' && missing !== undefined ? missing : value] ?? (() => { throw new TypeError('not a choice') })(),
  like: { contains: (text: string) => `%${text}%`, startsWith: (text: string) => `${text}%`, endsWith: (text: string) => `%${text}` },
})

/** Runs a CommonJS text whose `pg` is a recorder; gives the statements that `main(input)` ran, before and after the rewrite in one notation. */
export const statementsOf = (code: string, input: unknown): readonly Rendered[] => {
  const seen: string[] = []
  const record = (text: unknown, values?: readonly unknown[]): { rows: [] } => {
    const plain = typeof text === 'string' ? text.replace(/\$(\d+)/g, (_, index: string) => render(values![Number(index) - 1])) : render(text)
    seen.push(plain.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')').replace(/,\s*/g, ', ').trim())
    return { rows: [] }
  }
  class Pool {
    query(text: unknown, values?: readonly unknown[]): { rows: [] } {
      return record(text, values)
    }
  }
  const modules: Record<string, unknown> = { pg: { Pool }, '@breakwater/sql/drop-in': { sql, connect: (pool: Pool) => pool }, util: { format } }
  const module = { exports: {} as { main: (input: unknown) => unknown } }
  new Function('require', 'module', code)((name: string) => modules[name], module)
  module.exports.main(input)
  return seen
}

const format = (pattern: string, ...values: unknown[]): string => pattern.replace(/%[sd]/g, () => String(values.shift()))
