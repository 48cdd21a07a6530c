/** A node of the normalised ESTree: espree's, typescript-estree's or oxc's. Read positions with `rangeOf`. */
export interface SourceNode {
  readonly type: string
  readonly [key: string]: unknown
}

/** A comment with its UTF-16 range. */
export interface SourceComment {
  readonly type: 'Line' | 'Block' | 'Shebang'
  readonly value: string
  readonly range: Range
}

/** UTF-16 offsets into the text after the BOM: start, end. */
export type Range = readonly [start: number, end: number]

/** What judgement sees of a file. Hosts are adapters: ESLint, oxlint, the CLI. Nothing here does I/O. */
export interface SinkHost {
  /** Absolute or relative; used in facts and messages only. */
  readonly filename: string
  /** The text after the BOM. */
  readonly text: string
  readonly program: SourceNode
  readonly comments: readonly SourceComment[]
  parentOf(node: SourceNode): SourceNode | undefined
  /** The scope manager (eslint-scope's shape); asked for only where a sink was seen. */
  scopes(): ScopeManagerLike
  readonly project: ProjectFacts
}

/** Facts about the project, passed in as data. */
export interface ProjectFacts {
  readonly moduleKind: 'esm' | 'commonjs'
  /** The nearest package.json, where the host knows more than one: what changes a dependency stays inside its package. */
  readonly manifest?: string | undefined
  /** Names in the dependency fields of the nearest package.json. */
  readonly dependencies: ReadonlySet<string>
  /** Whether a wrapper package can be imported from this file now: an automatic fix needs it. */
  readonly canImport: (name: string) => boolean
  /** What another file of the project exports, by the specifier written in this file; undefined where unknown (always, in lint). */
  readonly exportsOf: (specifier: string) => FileFacts | undefined
}

/** What other files need to know of a file, as plain data that a cache can hold. */
export interface FileFacts {
  /** By exported name, `default` and `module.exports` being 'default'. */
  readonly exports: Readonly<Record<string, ExportFact>>
}

/** What an exported value is, as far as a sink family cares. The families define `kind` and `data`. */
export interface ExportFact {
  readonly kind: string
  readonly data?: Readonly<Record<string, string | number | boolean>>
  /** What the properties of the value are: methods of a class, of an instance or of an object. */
  readonly members?: Readonly<Record<string, ExportFact>>
}

/** The part of eslint-scope's ScopeManager used by the analysis. */
export interface ScopeManagerLike {
  readonly scopes: readonly ScopeLike[]
  acquire(node: never, inner?: boolean): ScopeLike | null
}

/** The part of eslint-scope's Scope used by the analysis. */
export interface ScopeLike {
  readonly type: string
  readonly block: SourceNode
  readonly upper: ScopeLike | null
  readonly variables: readonly VariableLike[]
  readonly references: readonly ReferenceLike[]
  readonly set: ReadonlyMap<string, VariableLike>
}

/** The part of eslint-scope's Variable used by the analysis. */
export interface VariableLike {
  readonly name: string
  readonly defs: readonly { readonly type: string; readonly node: SourceNode; readonly name: SourceNode; readonly parent?: SourceNode | null }[]
  readonly references: readonly ReferenceLike[]
  readonly scope: ScopeLike
}

/** The part of eslint-scope's Reference used by the analysis. */
export interface ReferenceLike {
  readonly identifier: SourceNode
  readonly resolved: VariableLike | null
  readonly from: ScopeLike
  readonly writeExpr?: SourceNode | null
  isRead(): boolean
  isWrite(): boolean
}

/** `recommended` speaks where code text is built from non-literals; `strict` bans the raw primitive. */
export type Strength = 'recommended' | 'strict'

/**
 * One place where something is to be said, and what can be done about it. A `strict` finding whose plan shares a group with a `recommended` one, in this
 * file or another, belongs to that change: it is applied with it, and holds it back where it is manual.
 */
export interface Finding {
  /** The family: one rule, one documentation page (`sql`). */
  readonly rule: string
  /** `family/primitive` (`sql/pg-query`). */
  readonly sink: string
  readonly messageId: string
  readonly data: Readonly<Record<string, string>>
  readonly range: Range
  readonly strength: Strength
  /** The text comes in through an exported function: files that import this one may build it. */
  readonly takesText?: true
  readonly plan: Plan
}

/** Replaces `range` of the text by `text`; an insertion has an empty range. */
export interface Edit {
  readonly range: Range
  readonly text: string
}

/** Names to import from a module; the host of the plan adds them in the file's own style. */
export interface ImportNeed {
  readonly module: string
  readonly names: readonly string[]
}

interface Rewrite {
  readonly edits: readonly Edit[]
  readonly imports: readonly ImportNeed[]
  /** npm package to add to the nearest package.json. */
  readonly dependency?: string
  /** `local`: inside one statement; lint may offer it. `file`: spans functions; the codemod's alone. */
  readonly reach: 'local' | 'file'
  /** Plans with one group are applied together or not at all. */
  readonly group?: string
  /** Other groups that the plan ties to its own. */
  readonly joins?: readonly string[]
}

/** What to do about a finding. */
export type Plan =
  | ({ readonly outcome: 'same' } & Rewrite)
  /** `differs` says what may behave differently; a person should look. */
  | ({ readonly outcome: 'check'; readonly differs: string } & Rewrite)
  /** A `manual` plan with a group holds the whole group back, in every file: nothing of it is applied. */
  | { readonly outcome: 'manual'; readonly reason: string; readonly hint: string; readonly group?: string; readonly joins?: readonly string[] }
