import type { Comment, OxcError, Program } from 'oxc-parser'
import { parseSync } from 'oxc-parser'
import { tooDeepAt } from './depth.ts'

type Lang = 'jsx' | 'ts' | 'tsx'
type SourceType = 'module' | 'commonjs' | 'unambiguous'

/** A file that the parser could read, in whole or with recoverable errors. */
export interface ParsedFile {
  readonly program: Program
  /** How the parser read it: `module` where there is import, export or a top-level await. */
  readonly sourceType: 'module' | 'script'
  readonly comments: () => readonly Comment[]
}

/** Why a file could not be read, with the UTF-16 offset after the BOM. */
export interface ParseFailure {
  readonly problem: string
  readonly offset: number
}

const languages: Readonly<Record<string, readonly [Lang, SourceType]>> = {
  js: ['jsx', 'unambiguous'], jsx: ['jsx', 'unambiguous'], mjs: ['jsx', 'module'], cjs: ['jsx', 'commonjs'],
  ts: ['ts', 'unambiguous'], tsx: ['tsx', 'unambiguous'], mts: ['ts', 'module'], cts: ['ts', 'commonjs'],
}

/** The file endings that are read. */
export const endings: ReadonlySet<string> = new Set(Object.keys(languages))

/** Parses the text of one file (after its BOM). An empty program with errors is a failure; a `return` outside functions is read as CommonJS. */
export function parseFile(filename: string, text: string): ParsedFile | ParseFailure {
  const deep = tooDeepAt(text)
  if (deep !== undefined) return { problem: 'it nests too deeply', offset: deep }
  const [lang, sourceType] = languageOf(filename)
  const first = attempt(filename, text, lang, sourceType)
  if (!first.errors.length) return first.file()
  if (sourceType === 'unambiguous') {
    const second = attempt(filename, text, lang, 'commonjs')
    if (second.errors.length < first.errors.length) return second.file()
  }
  return first.file()
}

/** How many errors a text has, those of meaning among them (a name declared twice); the tree is not built. */
export function countErrors(filename: string, text: string): number {
  const [lang, sourceType] = languageOf(filename)
  return parseSync(filename, text, { lang, sourceType, showSemanticErrors: true }).errors.length
}

const languageOf = (filename: string): readonly [Lang, SourceType] => languages[filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()] ?? languages['js']!

function attempt(filename: string, text: string, lang: Lang, sourceType: SourceType) {
  const result = parseSync(filename, text, { lang, sourceType, astType: 'ts', preserveParens: false })
  const errors: OxcError[] = result.errors.filter(error => error.severity === 'Error')
  return {
    errors,
    file(): ParsedFile | ParseFailure {
      // `program` is a lazy getter that deserialises the whole tree: read once.
      const program = result.program
      if (errors.length && program.body.length === 0) return { problem: errors[0]!.message, offset: errors[0]!.labels[0]?.start ?? 0 }
      return { program, sourceType: program.sourceType === 'module' ? 'module' : 'script', comments: () => result.comments }
    },
  }
}
