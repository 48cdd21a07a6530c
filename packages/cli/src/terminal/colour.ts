/** Paints text for a terminal, or leaves it as it is. */
export interface Palette {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

/** The part of an output stream that decides on colour. */
export interface Screen {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** Colours for a terminal only, and none where NO_COLOR is set (no-color.org) or TERM is dumb; FORCE_COLOR asks for them all the same. */
export function palette(screen: Screen, env: NodeJS.ProcessEnv): Palette {
  const forced = Boolean(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0'
  const on = !env['NO_COLOR'] && (forced || (screen.isTTY === true && env['TERM'] !== 'dumb'))
  const paint = (open: number, close: number) => (text: string) => (on && text ? `\u001b[${open}m${text}\u001b[${close}m` : text)
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), green: paint(32, 39), yellow: paint(33, 39), cyan: paint(36, 39) }
}
