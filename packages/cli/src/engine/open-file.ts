import type { Finding, SinkHost } from '@breakwater/sinks'
import type { SourceFile } from '../project/read-source.ts'

/** A parsed file. Its tree is by far the largest thing about it: it can be let go, and is then read again from the same text when it is asked for. */
export class OpenFile {
  readonly source: SourceFile
  findings: readonly Finding[] = []
  readonly #parse: () => SinkHost
  #host: SinkHost | undefined
  #remembered: WeakRef<SinkHost> | undefined

  constructor(source: SourceFile, host: SinkHost, parse: () => SinkHost) {
    this.source = source
    this.#host = host
    this.#parse = parse
  }

  get host(): SinkHost {
    const known = this.#host ?? this.#remembered?.deref()
    if (known) return known
    const host = this.#parse()
    this.#remembered = new WeakRef(host)
    return host
  }

  release(): void {
    this.#host = undefined
  }
}
