import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

interface Example {
  readonly line: number
  readonly code: string
  /** Declarations of what the example takes for granted, from a comment above it: `<!-- given: declare const pool: Pool -->`. */
  readonly given: string
  /** Marked "```ts run": it is also executed. */
  readonly runs: boolean
}

/** Every TypeScript block of a README compiles as it stands, and those marked `run` run. */
export function contractOfExamples(folder: string): void {
  const examples = read(join(folder, 'README.md'))
  if (examples.length === 0) return
  describe('examples in the README', () => {
    test('compile', () => {
      expect(compileAll(folder, examples)).toEqual([])
    })
    test.each(examples.filter(example => example.runs))('line $line runs', ({ code }) => {
      const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } })
      expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', outputText], { cwd: folder, stdio: 'pipe', timeout: 30_000 })).not.toThrow()
    })
  })
}

function read(file: string): Example[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:<!-- given:\n?([\s\S]*?)-->\n+)?^```ts( run)?\n([\s\S]*?)^```$/gm)].map(match => ({
    line: text.slice(0, match.index).split('\n').length,
    given: match[1] ?? '',
    runs: match[2] !== undefined,
    code: match[3]!,
  }))
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, strict: true, noEmit: true, skipLibCheck: true, types: ['node'], esModuleInterop: true,
}

function compileAll(folder: string, examples: readonly Example[]): string[] {
  const files = new Map(examples.map(({ code, given, line }) => [join(folder, `readme-line-${line}.ts`), `${given}\n${code}\nexport {}\n`]))
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile, fileExists, readFile } = host
  host.getSourceFile = (name, version, ...rest) => (files.has(name) ? ts.createSourceFile(name, files.get(name)!, version) : getSourceFile.call(host, name, version, ...rest))
  host.fileExists = name => files.has(name) || fileExists.call(host, name)
  host.readFile = name => files.get(name) ?? readFile.call(host, name)
  const program = ts.createProgram([...files.keys()], OPTIONS, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}
