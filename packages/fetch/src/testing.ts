import { announceUnsafe } from '@breakwater/core'
import { codes } from './codes.ts'
import { closeLoopback, openLoopback } from './loopback.ts'

/**
 * For tests: lets every policy of this process reach these ports of this machine, and gives the function that takes it back. It works only where NODE_ENV is
 * `test` or node:test runs, never where NODE_ENV is `production`, and is announced on `breakwater:unsafe`. Code: FETCH_TEST_MODE_REFUSED.
 */
export function allowLoopback(...ports: readonly number[]): () => void {
  const { NODE_ENV, NODE_TEST_CONTEXT } = process.env
  if (NODE_ENV !== 'test' && (NODE_ENV === 'production' || NODE_TEST_CONTEXT === undefined)) throw codes.error('FETCH_TEST_MODE_REFUSED')
  if (ports.length === 0 || !ports.every(port => Number.isInteger(port) && port > 0 && port < 65_536)) throw codes.error('FETCH_TEST_MODE_REFUSED', { todo: 'Name the ports: allowLoopback(server.address().port).' })
  announceUnsafe('fetch', 'allowLoopback', 'a test')
  for (const port of ports) openLoopback(port)
  let isOpen = true
  return () => {
    if (isOpen) for (const port of ports) closeLoopback(port)
    isOpen = false
  }
}
