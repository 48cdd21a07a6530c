import type { Arg } from './arg.ts'
import { withMarker } from './marker.ts'
import { isCode, smuggled, wrongOperand } from './refusals.ts'

const ONE = new Set(
  ('name iname path ipath wholename iwholename regex iregex lname ilname newer anewer cnewer size mtime atime ctime mmin amin cmin type xtype perm user group uid gid links inum maxdepth mindepth samefile fstype printf regextype used context fprint fprint0 fls files0-from D').split(' '),
)
const RUNS = new Set(['exec', 'execdir', 'ok', 'okdir'])
const STARTS_EXPRESSION = /^(?:-.|[()!,])/

/** find: starting points, then an expression (GNU find, which has no `--` before starting points). */
export function judgeFind(program: string, args: readonly Arg[], judge: (name: string, args: readonly Arg[]) => readonly Arg[]): readonly Arg[] {
  const out: Arg[] = []
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at]!
    if (arg.isTrusted && /^-(?:[HLP]|O\d|-)$/.test(arg.text)) out.push(arg)
    else if (STARTS_EXPRESSION.test(arg.lead)) break
    else if (STARTS_EXPRESSION.test(arg.text)) throw smuggled(program, arg, false)
    else out.push(arg)
  }
  while (at < args.length) {
    const arg = args[at++]!
    if (!arg.isTrusted) throw smuggled(program, arg, false)
    out.push(arg)
    const name = arg.text.replace(/^-/, '')
    if (RUNS.has(name)) at = run(program, args, at, out, judge)
    else {
      const count = name === 'fprintf' ? 2 : ONE.has(name) || /^newer[aBcm][aBcmt]$/.test(name) ? 1 : 0
      for (let value = 0; value < count && at < args.length; value++) out.push(args[at++]!)
    }
  }
  return out
}

/** The command of -exec, up to `;` or `{} +`; file names stand in it for {}. */
function run(program: string, args: readonly Arg[], start: number, out: Arg[], judge: (name: string, args: readonly Arg[]) => readonly Arg[]): number {
  const command: Arg[] = []
  let at = start
  for (; at < args.length; at++) {
    const arg = args[at]!
    if (arg.isTrusted && (arg.text === ';' || (arg.text === '+' && args[at - 1]?.text === '{}'))) break
    if (!arg.isTrusted && (arg.text === ';' || arg.text === '+' || arg.foreign.includes('{}') || arg.text.includes('{}') !== arg.pieces.some(piece => piece.text.includes('{}')))) throw wrongOperand(program, arg, 'a value that ends or fills the command of -exec')
    command.push(withMarker(arg, '{}'))
  }
  const [first, ...others] = command
  if (!first) return at
  if (!first.isTrusted) throw isCode(program, first)
  out.push(first, ...judge(first.text, others))
  if (at < args.length) out.push(args[at++]!)
  return at
}
