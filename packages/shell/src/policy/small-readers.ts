import type { Arg } from './arg.ts'
import { smuggled, wrongOperand } from './refusals.ts'
import { judgeRole } from './roles.ts'

/** dd: every operand is key=value, and of= is written to. */
export function judgeDd(program: string, args: readonly Arg[]): readonly Arg[] {
  for (const arg of args) {
    if (arg.isTrusted) continue
    const key = /^([a-z]+)=/.exec(arg.lead)?.[1]
    if (key === undefined) throw wrongOperand(program, arg, 'a value where key=value is read', 'Write the key: dd if=${path(x)} of=${path(y)}.')
    judgeRole(key === 'of' ? 'write' : 'any', arg.from(key.length + 1), { program: `${program} ${key}=`, operands: args })
  }
  return args
}

// What coreutils' and the shells' echo take as options; anything else is printed as it is.
const ECHO_OPTION = /^-(?:[neE]+|-help|-version)$/

/** echo: options only before the first text. */
export function judgeEcho(program: string, args: readonly Arg[]): readonly Arg[] {
  for (const arg of args) {
    if (!arg.isTrusted && ECHO_OPTION.test(arg.text)) throw smuggled(program, arg, false)
    if (!ECHO_OPTION.test(arg.text)) break
  }
  return args
}

const OPERATOR = /^(?:-[a-zA-Z]{1,2}|[()!]|!?==?|[<>])$/

/** test and [: a value must not become an operator. */
export function judgeTest(program: string, args: readonly Arg[]): readonly Arg[] {
  const isBracket = program === '['
  const count = args.length - (isBracket ? 1 : 0)
  args.forEach((arg, at) => {
    if (arg.isTrusted || !OPERATOR.test(arg.text)) return
    // With two arguments the first is the operator, with three the middle one (XCU test): there a value is only a value.
    const isSafe = (count === 2 && at === 1 && args[0]!.isTrusted) || (count === 3 && at !== 1 && args[1]!.isTrusted && OPERATOR.test(args[1]!.text) && !/^-[ao]$/.test(args[1]!.text) && !(at === 0 && arg.text === '('))
    if (!isSafe) throw smuggled(program, arg, false)
  })
  return args
}
