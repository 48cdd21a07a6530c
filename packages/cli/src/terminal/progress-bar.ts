import type { Progress } from '../engine/options.ts'
import type { Screen } from './colour.ts'

const SHOW_AFTER_MS = 500
const REDRAW_MS = 80
const WIDTH = 28

const words: Readonly<Record<Progress['stage'], string>> = { judge: 'reading', verify: 'running the tests', write: 'writing' }

/** A bar on one line of a terminal, shown on long runs only; elsewhere it writes nothing. */
export class ProgressBar {
  readonly #screen: Screen & { write(text: string): unknown }
  readonly #started = performance.now()
  #drawn = 0
  #shown = false

  constructor(screen: Screen & { write(text: string): unknown }) {
    this.#screen = screen
  }

  readonly update = (progress: Progress): void => {
    const now = performance.now()
    const soon = progress.stage !== 'verify' && (now - this.#started < SHOW_AFTER_MS || now - this.#drawn < REDRAW_MS)
    if (!this.#screen.isTTY || soon) return
    this.#drawn = now
    this.#shown = true
    this.#screen.write(`\r\u001b[2K${line(progress)}`.slice(0, (this.#screen.columns ?? 80) + 4))
  }

  clear(): void {
    if (this.#shown) this.#screen.write('\r\u001b[2K')
    this.#shown = false
  }
}

function line({ stage, done, total }: Progress): string {
  if (total === undefined) return `${words[stage]} (run ${done})`
  const full = total ? Math.round((done / total) * WIDTH) : WIDTH
  return `${words[stage]} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${total}`
}
