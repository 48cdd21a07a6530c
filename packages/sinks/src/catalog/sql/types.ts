import { isNamed } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { refuse } from '../../edit/refusal.ts'

/** `: string` becomes `: Fragment`, or `: Fragment | ''` where the text may be empty. */
export const annotateText = (conversion: Conversion, name: SourceNode, isText: boolean): void => {
  const annotation = child(name, 'typeAnnotation')
  if (annotation !== undefined) return stringType(conversion, child(annotation, 'typeAnnotation'), isText ? '' : " | ''")
  if (isText || !/\.[cm]?tsx?$/.test(conversion.host.filename)) return
  conversion.uses.add('Fragment')
  conversion.edit([rangeOf(name)[1], rangeOf(name)[1]], ": Fragment | ''")
}

/** `: string[]` becomes `: Fragment[]`. */
export const annotateList = (conversion: Conversion, name: SourceNode): void => {
  const annotation = child(name, 'typeAnnotation')
  const type = annotation === undefined ? undefined : child(annotation, 'typeAnnotation')
  if (type?.type === 'TSArrayType') stringType(conversion, child(type, 'elementType'))
  else if (type?.type === 'TSTypeReference' && isNamed(child(type, 'typeName'), 'Array')) stringType(conversion, children(child(type, 'typeArguments') ?? type, 'params')[0])
  else if (type !== undefined && type.type !== 'TSAnyKeyword') refuse('TYPE_ANNOTATION', type)
}

export const annotateReturn = (conversion: Conversion, fn: SourceNode): void => {
  const annotation = child(fn, 'returnType')
  const type = annotation === undefined ? undefined : child(annotation, 'typeAnnotation')
  const argument = type?.type === 'TSTypeReference' && isNamed(child(type, 'typeName'), 'Promise') ? children(child(type, 'typeArguments') ?? type, 'params')[0] : type
  if (annotation !== undefined) stringType(conversion, argument)
}

const stringType = (conversion: Conversion, type: SourceNode | undefined, more = ''): void => {
  if (type?.type === 'TSAnyKeyword' || type?.type === 'TSUnknownKeyword') return
  if (type?.type !== 'TSStringKeyword') return refuse('TYPE_ANNOTATION', type)
  conversion.uses.add('Fragment')
  conversion.edit(rangeOf(type), `Fragment${more}`)
}
