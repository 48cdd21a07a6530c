// Ports of this machine that tests have opened, by how many of them. Only src/testing.ts writes here.
const opened = new Map<number, number>()

export const isLoopbackOpen = (port: number): boolean => opened.size > 0 && opened.has(port)

export function openLoopback(port: number): void {
  opened.set(port, (opened.get(port) ?? 0) + 1)
}

export function closeLoopback(port: number): void {
  const left = (opened.get(port) ?? 1) - 1
  if (left > 0) opened.set(port, left)
  else opened.delete(port)
}
