import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import type { ReadableByteStreamController } from 'node:stream/web'
import { codes } from './codes.ts'
import type { Inflow } from './inflow.ts'

/** What an answer is made of. */
export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly redirected: boolean
  /** Fields as they came. */
  readonly fields: readonly (readonly [string, string])[]
  /** The body, or undefined where the status or method has none. */
  readonly inflow: Inflow | undefined
  readonly maxBytes: number
  /** What content-length says of a body that is not coded, 0 where it says nothing. */
  readonly length: number
}

type Body = ReadableStream<Uint8Array>

// Bodies that nobody holds any more would keep their connection until the idle timeout.
const forgotten = new FinalizationRegistry<{ readonly inflow: Inflow; stream: boolean }>(held => {
  if (!held.stream) held.inflow.cancel(new Error('the body was never read'))
})
const forgottenStreams = new FinalizationRegistry<Inflow>(inflow => inflow.cancel(new Error('the body was never read')))

type ResponseClass = new (answer: Answer, stream?: Body) => Response
let made: ResponseClass | undefined

/** A web Response over an answer: an instance of the global class, whose body becomes a stream only for those who want one. */
export function makeResponse(answer: Answer): Response {
  made ??= makeClass()
  return new made(answer)
}


// The global class is asked for at the first answer: to touch it earlier loads Node's own undici at start.
function makeClass(): ResponseClass {
  const { Response: Web, Headers: WebHeaders } = globalThis
  // Its members are accessors, which its type does not say.
  const Base = Web as unknown as new (body: null) => object

  class FetchResponse extends Base {
    readonly #answer: Answer
    readonly #held: { readonly inflow: Inflow; stream: boolean } | undefined
    #headers: Headers | undefined
    #stream: Body | undefined
    #isCollected = false

    constructor(answer: Answer, stream?: Body) {
      super(null)
      this.#answer = answer
      this.#stream = stream
      if (answer.inflow && !stream && !answer.inflow.isDone) {
        this.#held = { inflow: answer.inflow, stream: false }
        forgotten.register(this, this.#held)
      }
    }

    get type(): string {
      return 'basic'
    }
    get url(): string {
      return this.#answer.url
    }
    get redirected(): boolean {
      return this.#answer.redirected
    }
    get status(): number {
      return this.#answer.status
    }
    get ok(): boolean {
      return this.#answer.status >= 200 && this.#answer.status <= 299
    }
    get statusText(): string {
      return this.#answer.statusText
    }
    get headers(): Headers {
      return (this.#headers ??= toHeaders(WebHeaders, this.#answer.fields))
    }

    get body(): Body | null {
      if (this.#stream) return this.#stream
      if (!this.#answer.inflow) return null
      return (this.#stream = this.#openStream(this.#answer.inflow))
    }
    get bodyUsed(): boolean {
      return this.#isCollected || (this.#stream !== undefined && Readable.isDisturbed(this.#stream as never))
    }

    async text(): Promise<string> {
      return decodeText(await this.#bytes())
    }
    async json(): Promise<unknown> {
      return JSON.parse(decodeText(await this.#bytes()))
    }
    async arrayBuffer(): Promise<ArrayBuffer> {
      return toArrayBuffer(await this.#bytes())
    }
    async bytes(): Promise<Uint8Array<ArrayBuffer>> {
      return new Uint8Array(toArrayBuffer(await this.#bytes()))
    }
    async blob(): Promise<Blob> {
      const type = this.headers.get('content-type') ?? ''
      return new Web(await this.#bytes() as never, { headers: type ? { 'content-type': type } : {} }).blob() as never
    }
    async formData(): Promise<FormData> {
      const type = this.headers.get('content-type') ?? ''
      return new Web(await this.#bytes() as never, { headers: type ? { 'content-type': type } : {} }).formData()
    }

    clone(): FetchResponse {
      if (this.#isUsed()) throw new TypeError('Response.clone: Body has already been consumed.')
      const copy = () => new FetchResponse(this.#answer, this.#stream)
      const stream = this.body
      if (!stream) return copy()
      const [own, other] = stream.tee()
      this.#stream = own
      return new FetchResponse(this.#answer, other)
    }

    #isUsed(): boolean {
      return this.bodyUsed || this.#stream?.locked === true
    }

    async #bytes(): Promise<Buffer> {
      if (this.#isUsed()) throw new TypeError('Body is unusable: Body has already been read')
      this.#checkLength()
      if (this.#stream) return Buffer.from(await new Web(this.#stream as never).arrayBuffer())
      if (!this.#answer.inflow) return EMPTY
      this.#isCollected = true
      if (this.#held) this.#held.stream = true
      return this.#answer.inflow.collect()
    }

    // No need to read what will be too much.
    #checkLength(): void {
      const { maxBytes, length, inflow } = this.#answer
      if (length <= maxBytes) return
      const error = codes.error('FETCH_MAX_BYTES', { details: { maxBytes } })
      inflow?.cancel(error)
      throw error
    }

    #openStream(inflow: Inflow): Body {
      if (this.#held) this.#held.stream = true
      const stream: Body = this.#isCollected ? lockedStream() : new ReadableStream({
        type: 'bytes',
        pull: (controller: ReadableByteStreamController) => inflow.pull(controller),
        cancel: (reason: unknown) => inflow.cancel(reason),
      } as never, { highWaterMark: 0 })
      if (!this.#isCollected && !inflow.isDone) forgottenStreams.register(stream, inflow)
      return stream
    }
  }
  Object.defineProperty(FetchResponse, 'name', { value: 'Response' })
  return FetchResponse as unknown as ResponseClass
}

const EMPTY = Buffer.alloc(0)

/** What `body` is after text() and its like: a stream that somebody reads already. */
function lockedStream(): Body {
  const stream = new ReadableStream<Uint8Array>({ type: 'bytes' } as never)
  stream.getReader()
  return stream
}

function toHeaders(type: typeof Headers, fields: readonly (readonly [string, string])[]): Headers {
  const headers = new type()
  for (const [name, value] of fields) {
    try {
      headers.append(name, value)
    } catch {
      // The parser lets some names and values pass that the Headers class does not: they are left out.
    }
  }
  return headers
}

// Encoding Standard, "UTF-8 decode": a byte order mark is no part of the text.
const decodeText = (bytes: Buffer): string => bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)

const toArrayBuffer = (bytes: Buffer): ArrayBuffer => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer

