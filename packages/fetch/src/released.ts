/**
 * Calls back when the connection of an answer that has just ended can be used again: undici takes it back in an immediate that it asks for after the last byte.
 * Whoever went on earlier, with the next request, would have a second connection opened.
 */
export function whenReleased(callback: () => void): void {
  queueMicrotask(() => setImmediate(callback))
}
