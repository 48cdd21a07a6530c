/** What a slot is, so that a value is written by the rules of its place. */
export type TextOp = { readonly kind: 'text'; readonly plainOnly: boolean }
export type RcdataOp = { readonly kind: 'rcdata'; readonly element: string }
export type ScriptOp = { readonly kind: 'script'; readonly isData: boolean }
export type AttributeKind = 'plain' | 'boolean' | 'enumerated' | 'url' | 'image' | 'srcset' | 'resource' | 'srcdoc' | 'style' | 'class' | 'data'
export interface AttributeOp {
  readonly kind: 'attribute'
  readonly name: string
  readonly rules: AttributeKind
  /** The static parts around the slots: as written, with double quotes escaped, and decoded. */
  readonly raw: readonly string[]
  readonly decoded: readonly string[]
  /** The slot is the whole value. */
  readonly isWhole: boolean
}
export type Op = TextOp | RcdataOp | ScriptOp | AttributeOp

/** A template read once: the text before each op, and the text at the end. An attribute op takes as many values as it has slots. */
export interface Template {
  readonly chunks: readonly string[]
  readonly ops: readonly Op[]
  readonly isPlain: boolean
  /** Every slot is text between tags, the common case. */
  readonly isText: boolean
}

/** Stands for a slot in the joined text; HTML gives U+0000 no meaning, and a template that holds one is refused. */
export const SLOT = '\0'
