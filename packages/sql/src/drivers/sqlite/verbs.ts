import type { Compiled } from '../../compile.ts'

const READS = new Set(['select', 'values', 'pragma', 'explain'])
const WRITES = new Set(['insert', 'update', 'delete', 'replace'])

/** The statement may change rows. */
export const mayWrite = ({ text, verb }: Compiled) => WRITES.has(verb) || (verb === 'with' && /\b(insert|update|delete|replace)\b/i.test(text))

/** The statement may give rows; for drivers that cannot say so themselves. */
export const mayRead = ({ text, verb }: Compiled) => READS.has(verb) || (verb === 'with' && !mayWrite({ text, verb } as Compiled)) || /\breturning\b/i.test(text)

/** The statement inserts, so that the last row id is its own. */
export const mayInsert = ({ text, verb }: Compiled) => verb === 'insert' || verb === 'replace' || (verb === 'with' && /\b(insert|replace)\b/i.test(text))
