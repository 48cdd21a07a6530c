import { choice, flag, limit, readOptions } from '@breakwater/core'
import { codes } from './codes.ts'
import { POLICY_TAGS } from './data/policy-tags.ts'

/** A policy of one's own: less than `basic` or `rich`. */
export interface NarrowPolicy {
  /** What it begins with; `rich` by default. */
  from?: 'basic' | 'rich'
  /** The tags that stay, of those that the policy has. */
  tags?: readonly string[]
  /** Links stay; true by default. */
  links?: boolean
  /** Images: all, none, or those of these origins (`https://images.example.com`), besides relative ones. */
  images?: boolean | readonly string[]
  /** Class attributes stay; true by default. */
  classes?: boolean
  /** Style attributes stay, with known properties and harmless values; true by default. */
  styles?: boolean
  /** The longest text in UTF-16 units; 1 million by default. */
  maxChars?: number
}
/** What `sanitize` keeps: nothing but text, the markup of a comment, that of an article, or less than these. */
export type SanitizePolicy = 'text' | 'basic' | 'rich' | NarrowPolicy

export interface Policy {
  readonly tags: ReadonlySet<string>
  readonly links: boolean
  /** undefined: every host. */
  readonly images: ReadonlySet<string> | undefined
  readonly classes: boolean
  readonly styles: boolean
  readonly maxChars: number
}

const MAX_CHARS = 1_000_000
const preset = (name: keyof typeof POLICY_TAGS): Policy => Object.freeze({ tags: POLICY_TAGS[name], links: name !== 'text', images: undefined, classes: name === 'rich', styles: name === 'rich', maxChars: MAX_CHARS })
const PRESETS = { text: preset('text'), basic: preset('basic'), rich: preset('rich') }
const known = new WeakMap<object, Policy>()

/** Reads a policy. Codes: HTML_POLICY_REFUSED, OPTION_UNKNOWN, OPTION_INVALID, LIMIT_INVALID. */
export function readPolicy(policy: unknown): Policy {
  if (policy === undefined || policy === 'rich') return PRESETS.rich
  if (policy === 'basic' || policy === 'text') return PRESETS[policy]
  if (typeof policy !== 'object' || policy === null) {
    if (typeof policy === 'string') throw codes.error('HTML_POLICY_REFUSED', { at: 'sanitize' })
  } else if (Object.isFrozen(policy) && known.has(policy)) return known.get(policy)!
  const read = readOptions('sanitize', policy, { from: choice(['rich', 'basic']), tags: strings, links: flag(true), images: imagesOption, classes: flag(true), styles: flag(true), maxChars: limit(MAX_CHARS, { max: 10_000_000 }) })
  const base = PRESETS[read.from]
  const tags = new Set(read.tags ?? base.tags)
  for (const tag of tags) if (!base.tags.has(tag)) throw codes.error('HTML_POLICY_REFUSED', { at: 'sanitize: tags', todo: `A policy only narrows ${read.from}, whose tags are ${[...base.tags].join(', ')}.` })
  if (!read.links) tags.delete('a')
  if (read.images === false) for (const tag of ['img', 'picture', 'source', 'video', 'audio', 'track']) tags.delete(tag)
  const made: Policy = Object.freeze({ tags, links: read.links, images: typeof read.images === 'boolean' ? undefined : read.images, classes: base.classes && read.classes, styles: base.styles && read.styles, maxChars: read.maxChars })
  if (Object.isFrozen(policy)) known.set(policy as object, made)
  return made
}

function strings(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) throw codes.error('HTML_POLICY_REFUSED', { at: where, todo: 'Give an array of strings.' })
  return [...value] as string[]
}

function imagesOption(value: unknown, where: string): boolean | ReadonlySet<string> {
  if (value === undefined || typeof value === 'boolean') return value ?? true
  const origins = strings(value, where)!
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin || !/^https?:/.test(origin)) throw codes.error('HTML_POLICY_REFUSED', { at: where, todo: 'Give origins such as https://images.example.com, without a path.' })
  }
  return new Set(origins)
}
