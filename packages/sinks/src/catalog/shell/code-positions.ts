import { refuse } from '../../edit/refusal.ts'
import type { SourceNode } from '../../model.ts'
import type { Item } from './command-text.ts'

/** Programs that take code as an argument, and where: after an option, or as the first argument that is none. */
const AFTER: Readonly<Record<string, RegExp>> = {
  sh: /^-[a-z]*c$/, bash: /^-[a-z]*c$/, dash: /^-[a-z]*c$/, zsh: /^-[a-z]*c$/, ksh: /^-[a-z]*c$/, su: /^(?:-c|--command)$/, node: /^(?:-e|-p|-pe|--eval|--print)$/, nodejs: /^(?:-e|-p|-pe|--eval|--print)$/, deno: /^eval$/,
  python: /^-c$/, python2: /^-c$/, python3: /^-c$/, perl: /^-[a-z]*[eE]$/, ruby: /^-e$/, php: /^-r$/, osascript: /^-e$/, powershell: /^-(?:c|command)$/i, pwsh: /^-(?:c|command)$/i, sed: /^(?:-[a-z]*e|--expression)$/, cmd: /^\/c$/i,
}
const FIRST = new Set(['awk', 'gawk', 'mawk', 'nawk', 'sed', 'eval'])
const BUILTIN = /^(?:exit|export|source|\.|set|eval|trap|ulimit|umask|alias|read|wait|bg|fg|jobs|shift|return|unset|local|declare|typeset|if|then|else|fi|for|while|until|do|done|case|esac|select|function|\[\[|pushd|popd|type|hash|shopt|let)$/
const HOLE = '\u0001'

interface Word {
  text: string
  holes: SourceNode[]
}

/** Refuses where a value would be a part of a program that another program runs, and where the shell itself is asked to do something. */
export const checkCommands = (items: readonly Item[]): void => {
  for (const words of commandsOf(items)) {
    const names = words.filter((word, index) => !(index === 0 && /^\w+=/.test(word.text)))
    const name = names[0]?.text.replace(/^.*\//, '') ?? ''
    if (BUILTIN.test(name) && names[0]!.holes.length === 0) return refuse('SHELL_SYNTAX')
    const after = Object.hasOwn(AFTER, name) ? AFTER[name] : undefined
    names.forEach((word, index) => {
      if (index === 0 || word.holes.length === 0) return
      const isFirst = FIRST.has(name) && names.slice(1, index).every(before => before.text.startsWith('-')) && !word.text.startsWith('-')
      if ((after !== undefined && after.test(names[index - 1]!.text)) || isFirst) return refuse('CODE_POSITION', word.holes[0])
    })
  }
}

const commandsOf = (items: readonly Item[]): readonly (readonly Word[])[] => {
  const commands: Word[][] = [[]]
  let word: Word | undefined
  let quote = ''
  const add = (text: string): void => {
    if (word === undefined) commands.at(-1)!.push((word = { text: '', holes: [] }))
    word.text += text
  }
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!
    if ('hole' in item) {
      add(HOLE)
      word!.holes.push(item.hole)
      continue
    }
    const unit = item.cooked
    if (quote !== '') {
      if (unit === quote) quote = ''
      else add(unit)
    }
    else if (/["']/.test(unit)) {
      quote = unit
      add('')
    }
    else if (/[|;&\n]/.test(unit)) {
      word = undefined
      commands.push([])
    }
    else if (/\s/.test(unit)) word = undefined
    else add(unit)
  }
  return commands
}
