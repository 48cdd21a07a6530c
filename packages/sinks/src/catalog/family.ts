/** A piece of code with what is to be said about it; feeds the rule tests, the codemod tests and the documentation page. */
export interface Sample {
  /** `bad` is rewritten or left with a reason; `good` is what replaces it; `quiet` looks alike and is fine. */
  readonly kind: 'bad' | 'good' | 'quiet'
  readonly sink: string
  readonly title: string
  readonly code: string
  readonly outcome?: 'same' | 'check' | 'manual'
  /** The code after the rewrite. */
  readonly rewritten?: string
  /** Why a `manual` sample is left as it is. */
  readonly reason?: string
  readonly language?: 'js' | 'ts'
  /** Packages that the nearest package.json names. */
  readonly dependencies?: readonly string[]
}

/** One risky primitive of a family. */
export interface Sink {
  /** `family/primitive`. */
  readonly id: string
  readonly title: string
  /** The npm packages, or the platform, that it belongs to. */
  readonly of: readonly string[]
  /** What replaces it, in a line of code. */
  readonly replacement: string
}

/** A family of sinks: one rule, one documentation page. */
export interface Family {
  readonly id: string
  readonly title: string
  /** Numbers of the Common Weakness Enumeration. */
  readonly cwe: readonly number[]
  /** The page, below docs/. */
  readonly docs: string
  /** What is risky, and why. */
  readonly danger: string
  /** How to write it instead, in a sentence for a message that has no better advice. */
  readonly brief: string
  /** How to write it instead. */
  readonly instead: string
  /** By messageId; {{name}} stands for data of the finding. */
  readonly messages: Readonly<Record<string, string>>
  readonly sinks: readonly Sink[]
  readonly samples: readonly Sample[]
}

/** Declares a risky primitive. */
export const defineSink = (sink: Sink): Sink => Object.freeze(sink)

/** Declares a family; refuses a sink or sample that does not belong to it. */
export const defineFamily = (family: Family): Family => {
  const ids = new Set(family.sinks.map(sink => sink.id))
  if (ids.size !== family.sinks.length) throw new TypeError(`family ${family.id}: a sink is declared twice`)
  for (const id of ids) if (!id.startsWith(`${family.id}/`)) throw new TypeError(`family ${family.id}: sink ${id} must be called ${family.id}/…`)
  for (const sample of family.samples) if (!ids.has(sample.sink)) throw new TypeError(`family ${family.id}: sample "${sample.title}" is of the unknown sink ${sample.sink}`)
  return Object.freeze(family)
}
