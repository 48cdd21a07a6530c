import { createHash } from 'node:crypto'

/** The name of a prepared statement: a hash of its final text, so that two texts never share one and none tells what it says. */
export const statementName = (text: string) => `bw_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`
