/** Where in a command a piece of text ends: what the next piece is glued to. */
export interface State {
  /** The next word is the name of a program. */
  isCommand: boolean
  /** The next word is a file that is read or written. */
  isRedirect: boolean
  /** No word has begun. */
  isWordStart: boolean
  /** Nothing has been said since the start or the last operator. */
  isEmpty: boolean
}

/** At the start of a command. */
export const start = (): State => ({ isCommand: true, isRedirect: false, isWordStart: true, isEmpty: true })

/** In the middle of a command whose beginning cannot be seen. */
export const within = (): State => ({ isCommand: false, isRedirect: false, isWordStart: true, isEmpty: false })
