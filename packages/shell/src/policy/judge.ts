import { codes } from '../codes.ts'
import { Arg } from './arg.ts'
import { judgeDd, judgeEcho, judgeTest } from './small-readers.ts'
import { judgeFind } from './find.ts'
import { withMarker } from './marker.ts'
import { isCode } from './refusals.ts'
import { judgeRole } from './roles.ts'
import type { Role, Row } from './row.ts'
import { rowOf, UNKNOWN } from './table.ts'
import { walk } from './walk.ts'
import type { Walked } from './walk.ts'

/**
 * Judges the arguments of a program, inner commands included, and gives them back, with `--` put in where a value needs it and the program honours it.
 * Codes: SHELL_OPTION_SMUGGLED, SHELL_CODE_POSITION, SHELL_OPERAND_REFUSED, SHELL_PROGRAM_SLOT.
 */
export function judge(name: string, args: readonly Arg[]): readonly Arg[] {
  const row = rowOf(name)
  // Nothing to judge where all is the author's text, except what a command runs on file names and input (find -exec, xargs).
  if (row?.reader !== 'find' && row?.reader !== 'xargs' && row?.inner === undefined && args.every(arg => arg.isTrusted)) return args
  return judgeRow(name.replace(/^.*[\\/]/, ''), row ?? UNKNOWN, args, row !== undefined)
}

function judgeRow(program: string, row: Row, args: readonly Arg[], isKnown: boolean): readonly Arg[] {
  switch (row.reader) {
    case 'find': return judgeFind(program, args, judge)
    case 'dd': return judgeDd(program, args)
    case 'echo': return judgeEcho(program, args)
    case 'test': return judgeTest(program, args)
  }
  const walked = walk(program, row, args, isKnown)
  for (const { arg, role, option } of walked.values) if (!arg.isTrusted) judgeRole(role, arg, { program: option === '' ? program : `${program} ${option.length > 1 && row.style === 'gnu' ? '--' : '-'}${option}`, operands: walked.operands, seen: walked.seen })
  const roles = operandRoles(row, walked)
  walked.operands.forEach((arg, index) => {
    if (!arg.isTrusted) judgeRole(roles[Math.min(index, roles.length - 1)] ?? 'any', arg, { program, operands: walked.operands, seen: walked.seen })
  })
  const rest = walked.rest < args.length ? judgeRest(program, row, args, walked) : []
  const own = args.slice(0, walked.rest)
  if (walked.insert === -1) return rest.length > 0 ? [...own, ...rest] : own
  // Before a subcommand or inner command nothing is put in: the index lies among the own arguments.
  return [...own.slice(0, walked.insert), Arg.written('--'), ...own.slice(walked.insert), ...rest]
}

function operandRoles(row: Row, { seen }: Walked): readonly Role[] {
  if (row.when && seen.has(row.when.option)) return row.when.operands
  return row.unless.some(option => seen.has(option)) && row.operands.length > 1 ? row.operands.slice(1) : row.operands
}

function judgeRest(program: string, row: Row, args: readonly Arg[], { rest, values, seen, operands }: Walked): readonly Arg[] {
  if (row.isScript && operands.length > 0) return judgeRow(operands[0]!.isTrusted ? operands[0]!.text : 'the script', UNKNOWN, args.slice(rest), false)
  const [first, ...others] = args.slice(rest) as [Arg, ...Arg[]]
  if (row.sub) {
    const known = row.sub[first.text] ?? row.sub['*']
    if (!first.isTrusted && !(first.isLoose && row.sub[first.text] !== undefined)) throw codes.error('SHELL_PROGRAM_SLOT', { at: `${program} ${first.label}`, todo: `Choose the subcommand from a list that you wrote: opt(name, ['…']).` })
    return [first, ...judgeRow(`${program} ${first.text}`, known ?? UNKNOWN, others, known !== undefined)]
  }
  if (!first.isTrusted) throw isCode(program, first, "Choose the program from a list that you wrote: opt(name, ['…']).")
  if (row.reader !== 'xargs') return [first, ...judge(first.text, others)]
  const marker = values.find(({ option }) => option === 'I' || option === 'i' || option === 'replace')?.arg.text ?? (seen.has('i') || seen.has('replace') ? '{}' : undefined)
  // What xargs reads becomes arguments: nothing of it may be code.
  if (marker === undefined) return [first, ...judge(first.text, [...others, ITEM]).slice(0, -1)]
  return [first, ...judge(first.text, others.map(arg => withMarker(arg, marker)))]
}

const ITEM = new Arg([{ text: 'item', kind: 'plain' }])
