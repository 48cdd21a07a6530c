import { Type } from '@sinclair/typebox'

export const TypeBoxSchema = Type.Object({ name: Type.String() })
