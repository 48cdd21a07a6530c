import { codes } from './codes.ts'
import { renderText, slotsOf, writeOp } from './render.ts'
import { SafeHtml } from './safe-html.ts'
import type { Template } from './template.ts'
import type { UrlRules } from './url.ts'

/** What a stream has made: its pieces are markup of the template, not text of a value. */
const streams = new WeakMap<object, () => AsyncGenerator<Piece>>()

/** A piece, and whether it may stand in svg, math and select. */
interface Piece {
  readonly text: string
  readonly isPlain: boolean
}

/** Writes a template piece by piece; each value is written when it is there, in order. Codes as those of `html`. */
export function streamTemplate(template: Template, values: readonly unknown[], rules: UrlRules): AsyncIterableIterator<string> {
  const pieces = () => writePieces(template, values, rules)
  let source: AsyncGenerator<Piece> | undefined
  const iterator: AsyncIterableIterator<string> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      const { done, value } = await (source ??= pieces()).next()
      return done ? { done: true, value: undefined } : { done: false, value: value.text }
    },
    async return() {
      await (source ??= pieces()).return(undefined)
      return { done: true, value: undefined }
    },
  }
  streams.set(iterator, () => (source ??= pieces()))
  return iterator
}

async function* writePieces(template: Template, values: readonly unknown[], rules: UrlRules): AsyncGenerator<Piece> {
  const { chunks, ops, isPlain } = template
  let pending = chunks[0]!
  let slot = 0
  // A promise that fails while an earlier value is awaited must not end the process.
  for (const value of values) if (isPromise(value)) value.then(undefined, () => undefined)
  for (let index = 0; index < ops.length; index++) {
    const op = ops[index]!
    if (op.kind === 'text' && isLater(values[slot])) {
      if (pending !== '') yield { text: pending, isPlain }
      pending = ''
      yield* writeLater(values[slot], op.plainOnly, 0)
    } else {
      const own = await Promise.all(values.slice(slot, slot + slotsOf(op)))
      const written = { isPlain: true }
      pending += writeOp(op, own, 0, rules, written)
      if (!written.isPlain) {
        yield { text: pending, isPlain: false }
        pending = ''
      }
    }
    slot += slotsOf(op)
    pending += chunks[index + 1]
  }
  if (pending !== '') yield { text: pending, isPlain }
}

async function* writeLater(value: unknown, plainOnly: boolean, depth: number): AsyncGenerator<Piece> {
  if (depth > 100) throw codes.error('HTML_TOO_DEEP', { at: 'html.stream' })
  const stream = isObject(value) ? streams.get(value) : undefined
  if (stream !== undefined) {
    for await (const piece of stream()) {
      if (plainOnly && !piece.isPlain) throw codes.error('HTML_MARKUP_REFUSED', { at: 'html.stream: text within svg, math or select' })
      yield piece
    }
  } else if (isPromise(value)) {
    yield* writeLater(await value, plainOnly, depth + 1)
  } else if (isAsyncIterable(value) && !SafeHtml.is(value)) {
    for await (const item of value) yield* writeLater(item, plainOnly, depth + 1)
  } else if (Array.isArray(value)) {
    for (const item of value) if (isPromise(item)) item.then(undefined, () => undefined)
    for (const item of value) yield* writeLater(item, plainOnly, depth + 1)
  } else {
    const written = { isPlain: true }
    const text = renderText(value, plainOnly, written, 0)
    if (text !== '') yield { text, isPlain: written.isPlain }
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isPromise = (value: unknown): value is PromiseLike<unknown> => isObject(value) && !SafeHtml.is(value) && typeof (value as { then?: unknown }).then === 'function'
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> => isObject(value) && typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === 'function'
const isLater = (value: unknown): boolean => isPromise(value) || isAsyncIterable(value) || (Array.isArray(value) && value.some(isLater))
