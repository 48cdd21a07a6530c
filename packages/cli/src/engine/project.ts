import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { FileFacts, ProjectFacts } from '@breakwater/sinks'
import { collectFacts, prefilter } from '@breakwater/sinks'
import { createHost } from '../host/host.ts'
import { LineTable } from '../host/lines.ts'
import type { ParsedFile } from '../host/parse.ts'
import { parseFile } from '../host/parse.ts'
import { Packages } from '../project/packages.ts'
import type { SourceFile } from '../project/read-source.ts'
import { obstacleOf, readSource } from '../project/read-source.ts'
import { resolveRelative } from '../project/resolve.ts'
import type { SkippedFile } from '../project/walk.ts'
import { isComponent, isSource } from '../project/walk.ts'
import { OpenFile } from './open-file.ts'


/** The files of a project as the analysis sees them: each is read and parsed once, and only where its text may hold something. */
export class Project {
  readonly packages: Packages
  readonly #root: string
  readonly #strict: boolean
  readonly maxFileBytes: number
  readonly #hosts = new Map<string, OpenFile>()
  readonly #files = new Map<string, boolean>()
  readonly #facts = new Map<string, FileFacts | undefined>()
  /** Files whose text gave no cause to parse them. */
  readonly passedOver = new Set<string>()
  parsed = 0

  constructor(root: string, maxFileBytes: number, strict: boolean) {
    this.#strict = strict
    this.#root = root
    this.maxFileBytes = maxFileBytes
    this.packages = new Packages(root)
  }

  /** Judges one file: findings, nothing to say, or why it was not judged. `anyway` also reads a file whose own text gives no cause. */
  judge(path: string, anyway = false): OpenFile | SkippedFile | undefined {
    try {
      const file = this.#hosts.get(path) ?? this.#open(path, anyway)
      if (!file || 'reason' in file) return file
      file.judge(this.#strict)
      return file.findings.length ? file : undefined
    } catch (error) {
      // One file that the analysis cannot bear (a tree deeper than the stack, a fault of ours) must not hide all others.
      return { path, reason: 'failed', detail: error instanceof Error ? error.message : 'unknown', pending: true }
    } finally {
      this.#hosts.delete(path)
    }
  }

  #open(path: string, anyway: boolean): OpenFile | SkippedFile | undefined {
    const source = readSource(this.#root, path, this.maxFileBytes)
    if ('reason' in source) return { path, reason: source.reason, ...(source.detail && { detail: source.detail }), pending: source.reason !== 'symlink' && source.reason !== 'too-large' }
    if (!anyway && !prefilter(source.text)) {
      this.passedOver.add(path)
      return undefined
    }
    const obstacle = obstacleOf(source)
    if (obstacle) return { path, reason: obstacle.reason, pending: obstacle.reason === 'component' && !obstacle.quiet }
    return this.#parse(source)
  }

  #parse(source: SourceFile): OpenFile | SkippedFile {
    const file = parseFile(source.path, source.text)
    this.parsed++
    if ('problem' in file) {
      const place = new LineTable(source.text).positionOf(file.offset)
      return { path: source.path, reason: 'does-not-parse', detail: file.problem, ...place, pending: true }
    }
    const facts = this.#projectFacts(source.path, file.sourceType)
    const again = () => createHost(source.path, source.text, parseFile(source.path, source.text) as ParsedFile, facts)
    return new OpenFile(source, createHost(source.path, source.text, file, facts), again)
  }

  #projectFacts(path: string, sourceType: 'module' | 'script'): ProjectFacts {
    const manifest = this.packages.of(path)
    const module = sourceType === 'module' || (/\.[mc]?[jt]sx?$/.test(path) && !/\.c[jt]s$/.test(path) && manifest.type === 'module')
    return {
      moduleKind: module ? 'esm' : 'commonjs',
      manifest: manifest.path,
      dependencies: manifest.dependencies,
      canImport: () => true,
      exportsOf: specifier => {
        const target = resolveRelative(path, specifier, this.#isSourceFile)
        return target === undefined ? undefined : this.#factsOf(target)
      },
    }
  }

  readonly #isSourceFile = (path: string): boolean => {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const found = isSource(path) && !isComponent(path) && isFile(join(this.#root, path))
    this.#files.set(path, found)
    return found
  }

  /** Tells what a walk found, so that imports are resolved without asking the disk. */
  know(paths: Iterable<string>): void {
    for (const path of paths) this.#files.set(path, !isComponent(path))
  }

  #factsOf(path: string): FileFacts | undefined {
    if (this.#facts.has(path)) return this.#facts.get(path)
    // Files that import each other in a circle: the one under way has no facts yet.
    this.#facts.set(path, undefined)
    const file = this.#hosts.get(path) ?? this.#openForFacts(path)
    if (!file) return undefined
    const facts = this.#collect(file)
    this.#facts.set(path, facts)
    return facts
  }

  #openForFacts(path: string): OpenFile | undefined {
    const source = readSource(this.#root, path, this.maxFileBytes)
    if ('reason' in source || obstacleOf(source)) return undefined
    const file = this.#parse(source)
    if ('reason' in file) return undefined
    if (prefilter(source.text)) this.#hosts.set(path, file)
    return file
  }

  #collect(file: OpenFile): FileFacts | undefined {
    try {
      return collectFacts(file.host)
    } catch {
      // Told where the file itself is judged.
      return undefined
    }
  }
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch {
    return false
  }
}
