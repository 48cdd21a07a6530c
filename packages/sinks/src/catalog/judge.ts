import type { Analysis } from '../analysis/analysis.ts'
import type { FileFacts, Finding, SourceNode } from '../model.ts'
import type { TypeTable } from '../analysis/origin.ts'

/** How the sinks of one family are found and judged. */
export interface Judge {
  /** The family. */
  readonly id: string
  /** What the modules of the family give. */
  readonly types: TypeTable
  /** A cheap look at the text of a file before it is parsed; false only where nothing of the family can be in it. */
  readonly mayHold: (text: string) => boolean
  /** Whether a call may be of interest, from its form alone. */
  readonly isCandidate: (call: SourceNode) => boolean
  /** What is to be said; `calls` are the candidates in source order. */
  readonly judge: (analysis: Analysis, calls: readonly SourceNode[]) => readonly Finding[]
  /** What other files need to know of this one. */
  readonly facts?: (analysis: Analysis, calls: readonly SourceNode[]) => FileFacts
}
