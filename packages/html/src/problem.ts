import { codes } from './codes.ts'

type TemplateCode = 'HTML_SLOT_REFUSED' | 'HTML_TEMPLATE_INVALID' | 'HTML_TEMPLATE_UNCLOSED' | 'HTML_SCRIPT_SLOT_REFUSED' | 'HTML_URL_REFUSED' | 'HTML_RESOURCE_URL_REFUSED'

/** The place in a template, by line, and what is wrong there. What is quoted is source code of the author, never a value. */
export function problem(code: TemplateCode, text: string, position: number, got: string, todo?: string): Error {
  const before = text.slice(0, position)
  const slot = before.split('\0').length
  const near = text.slice(Math.max(0, position - 24), position + 16).replaceAll('\0', '${…}').replace(/[^\x20-\x7e…]+/g, ' ').trim()
  return codes.error(code, { at: `html, line ${before.split('\n').length}, near \`${near}\``, got, todo, details: { slot } })
}
