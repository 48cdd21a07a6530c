import { createInterface } from 'node:readline'
import type { Answer, Proposal } from '../engine/options.ts'
import type { TextStyle } from '../report/text.ts'
import { diffText } from '../report/text.ts'
import { visible } from '../terminal/visible.ts'
import type { Environment } from './environment.ts'

const answers: Readonly<Record<string, Answer>> = { y: 'yes', yes: 'yes', n: 'no', no: 'no', a: 'all', all: 'all', q: 'stop', quit: 'stop' }

/** Shows each change and asks for it; the end of input leaves all that follow. */
export function askOnTerminal({ stdin, stdout, signal }: Environment, style: TextStyle, beforeAsking: () => void): { confirm: (proposal: Proposal) => Promise<Answer>; close: () => void } {
  const lines = createInterface({ input: stdin, terminal: false })
  const input = lines[Symbol.asyncIterator]()
  // An interrupt while a question stands must not wait for its answer.
  signal?.addEventListener('abort', () => lines.close(), { once: true })
  const confirm = async ({ sites, changes }: Proposal): Promise<Answer> => {
    beforeAsking()
    stdout.write(`\n${diffText(changes, style)}`)
    for (const site of sites) stdout.write(`${visible(`${site.path}:${site.line}`)}  ${visible(site.message)}${site.differs ? `\n  may differ: ${visible(site.differs)}` : ''}\n`)
    for (;;) {
      stdout.write(style.paint.bold('Change this? [y]es, [n]o, [a]ll that follow, [q]uit: '))
      const { value, done } = await input.next()
      const answer = done ? 'stop' : answers[String(value).trim().toLowerCase()]
      if (answer) return answer
    }
  }
  return { confirm, close: () => lines.close() }
}
