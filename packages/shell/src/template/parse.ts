import { codes } from '../codes.ts'
import type { Assignment, Command, Line, Redirect, Step, Word } from './line.ts'
import type { Part, Token } from './tokens.ts'

const ASSIGNMENT = /^([A-Za-z_]\w*)=/
// Reserved words and built-ins of a shell that are no programs (XCU 2.4, 2.14).
const BUILTINS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  '!': 'Allow the exit code instead: sh.with({ exitCodes: [0, 1] }).',
  '{': 'Write the commands one after the other.', '}': 'Write the commands one after the other.',
  if: 'Write the condition in JavaScript.', then: 'Write the condition in JavaScript.', else: 'Write the condition in JavaScript.', elif: 'Write the condition in JavaScript.', fi: 'Write the condition in JavaScript.',
  for: 'Write the loop in JavaScript.', while: 'Write the loop in JavaScript.', until: 'Write the loop in JavaScript.', do: 'Write the loop in JavaScript.', done: 'Write the loop in JavaScript.', case: 'Write the choice in JavaScript.', esac: 'Write the choice in JavaScript.',
  function: 'Write the function in JavaScript.', '[[': 'Use [ … ] or test.',
  export: 'Write NAME=value before the program, or env: { NAME: value }.', set: 'Leave it out.', unset: 'Give env: { NAME: undefined }.',
  source: 'Run the program with the variables it needs: NAME=value program.', '.': 'Run the program with the variables it needs: NAME=value program.',
  eval: 'Write the command as a template.', alias: 'Write the command as a template.', trap: 'Use an abort signal.', wait: 'Await the command.',
  read: 'Read the output of the command.', ulimit: 'Use prlimit.', umask: 'Use chmod afterwards.', exit: 'Throw an error or return in JavaScript.', type: 'Write command -v NAME.',
})

/** Reads tokens as a command line. Codes: SHELL_TEXT_INCOMPLETE, SHELL_SYNTAX_REFUSED. */
export function parse(tokens: readonly Token[]): Line {
  const steps: Step[] = []
  let when: Step['when'] = ''
  let commands: Command[] = []
  let at = 0
  for (;;) {
    const end = tokens.findIndex((token, index) => index >= at && token.kind === 'operator')
    commands.push(readCommand(tokens.slice(at, end === -1 ? undefined : end)))
    const operator = end === -1 ? undefined : tokens[end]
    if (operator?.kind !== 'operator') {
      steps.push({ when, commands })
      return steps
    }
    if (operator.text !== '|') {
      steps.push({ when, commands })
      when = operator.text
      commands = []
    }
    at = end + 1
  }
}

function readCommand(tokens: readonly Token[]): Command {
  const env: Assignment[] = []
  const words: Word[] = []
  const redirects: Redirect[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind === 'word') {
      const assignment = words.length === 0 ? readAssignment(token.parts) : undefined
      if (assignment) env.push(assignment)
      else words.push(token.parts)
    } else if (token.kind === 'copy') redirects.push({ fd: token.fd, to: token.to })
    else if (token.kind === 'redirect') {
      const target = tokens[++at]
      if (target?.kind !== 'word') throw codes.error('SHELL_TEXT_INCOMPLETE', { got: `nothing after ${token.mode}` })
      redirects.push({ fd: token.fd, mode: token.mode, target: target.parts })
    }
  }
  // In a shell `exec program` is the program itself, with one process less.
  if (words.length > 1 && textOf(words[0]!) === 'exec') words.shift()
  const [name] = words
  if (!name) throw codes.error('SHELL_TEXT_INCOMPLETE', { got: 'no program' })
  const builtin = textOf(name)
  const todo = builtin === undefined ? undefined : BUILTINS[builtin]
  if (todo !== undefined) throw codes.error('SHELL_SYNTAX_REFUSED', { got: builtin, todo })
  return { env, words, redirects }
}

function readAssignment(parts: readonly Part[]): Assignment | undefined {
  const [first, second] = parts
  if (!first || first.quoted) return undefined
  if ('slot' in first) {
    if (!second || !('text' in second) || second.quoted || !second.text.startsWith('=')) return undefined
    return { name: { slot: first.slot }, value: [{ text: second.text.slice(1), quoted: false }, ...parts.slice(2)] }
  }
  const match = ASSIGNMENT.exec(first.text)
  if (match) return { name: match[1]!, value: [{ text: first.text.slice(match[0].length), quoted: false }, ...parts.slice(1)] }
  if (second && 'slot' in second && /^[A-Za-z_]\w*$/.test(first.text) && isAssigned(parts.slice(2))) throw codes.error('SHELL_ENV_NAME_REFUSED', { got: 'a slot in the name' })
  return undefined
}

const isAssigned = ([next]: readonly Part[]) => next !== undefined && 'text' in next && !next.quoted && /^\w*=/.test(next.text)

/** The text of an unquoted static word. */
function textOf([first, second]: Word): string | undefined {
  return first && !second && 'text' in first && !first.quoted ? first.text : undefined
}
