import { Arg } from './arg.ts'

/** The same argument, in which the text that find or xargs replaces by a file name or an input line counts as a value. */
export function withMarker(arg: Arg, marker: string): Arg {
  if (marker === '' || !arg.pieces.some(piece => piece.kind === 'static' && piece.text.includes(marker))) return arg
  return new Arg(arg.pieces.flatMap(piece => (piece.kind === 'static' ? split(piece.text, marker) : [piece])))
}

function split(text: string, marker: string): { text: string; kind: 'static' | 'path' }[] {
  return text.split(marker).flatMap((part, index) => [
    ...(index > 0 ? [{ text: marker, kind: 'path' as const }] : []),
    ...(part === '' ? [] : [{ text: part, kind: 'static' as const }]),
  ])
}
