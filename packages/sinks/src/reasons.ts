/** Why a site is left as it is, for a person: one sentence and what to write instead. */
export interface Reason {
  readonly sentence: string
  readonly hint: string
}

/** Every reason code of a `manual` plan. */
export const reasons: Readonly<Record<string, Reason>> = {
  RECEIVER_UNKNOWN: { sentence: 'the object that runs the statement is not known to be a driver handle', hint: 'Write connect(handle) around the pool or database yourself.' },
}
