import { lookup } from '../lookup.ts'
import type { Prepared } from '../prepare.ts'

/** `command -v NAME` as a program: printf of where it is, or false. */
export function asProgram(prepared: Prepared): Prepared {
  if (prepared.builtin !== 'command') return prepared
  const find = (name: string) => lookup(name, { path: prepared.env['PATH'] ?? '', cwd: prepared.cwd, local: true })
  const names = prepared.args.filter(name => !/^-[vV]$/.test(name))
  const found = names.map(find)
  if (found.length === 0 || found.includes(undefined)) return { ...prepared, name: 'false', file: find('false'), args: [] }
  return { ...prepared, name: 'printf', file: find('printf'), args: ['%s\\n', ...(found as string[])] }
}
