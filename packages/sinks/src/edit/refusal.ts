import type { SourceNode } from '../model.ts'

/** Why a piece of code cannot be rewritten for certain; caught where the plan is made. */
export class Refusal {
  readonly reason: string
  readonly node: SourceNode | undefined

  constructor(reason: string, node?: SourceNode) {
    this.reason = reason
    this.node = node
  }
}

/** Stops the conversion of a cluster. */
export const refuse = (reason: string, node?: SourceNode): never => {
  throw new Refusal(reason, node)
}
