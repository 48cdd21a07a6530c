// Errors and audit
export { BreakwaterError, defineCodes } from './errors.ts'
export type { CodeEntry, Codes, ErrorContext, ErrorDetails, ErrorKind } from './errors.ts'
export type { RefusedMessage, UnsafeMessage } from './audit.ts'
export { announceUnsafe } from './unsafe-reason.ts'
export { describeValue } from './describe.ts'
export { codes } from './codes.ts'

// Options and limits
export { choice, flag, limit, narrowLimit, optional, optionalLimit, readOptions } from './options.ts'
export type { OptionReader, OptionSpec, OptionValues } from './options.ts'

// Code, data and their border
export { checkTemplate } from './template.ts'
export { parseJson } from './json.ts'
export type { JsonLimits } from './json.ts'
export { isSchema, validate, validateSync } from './schema.ts'
export type { Infer, Schema, StandardSchema, TypeBoxSchema } from './schema.ts'
