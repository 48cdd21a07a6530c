/** A piece of a word: static text, or the slot whose value goes there. */
export type Part = { readonly text: string; readonly quoted: boolean } | { readonly slot: number; readonly quoted: boolean }

/** To or from the file named by the next word. */
export type RedirectMode = '<' | '>' | '>>'

export type Token =
  | { readonly kind: 'word'; readonly parts: readonly Part[] }
  | { readonly kind: 'operator'; readonly text: '|' | '&&' | '||' }
  | { readonly kind: 'redirect'; readonly fd: 0 | 1 | 2; readonly mode: RedirectMode }
  | { readonly kind: 'copy'; readonly fd: 1 | 2; readonly to: 1 | 2 }
