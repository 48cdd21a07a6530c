import { judges } from './catalog/judges.ts'

/** Whether a file may hold anything of interest, of one family or of any: a cheap look at the text before parsing. */
export const prefilter = (text: string, family?: string): boolean => judges.some(judge => (family === undefined || judge.id === family) && judge.mayHold(text))
