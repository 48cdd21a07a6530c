import type { Builder } from './builder.ts'

/** Columns by which a statement may be sorted without giving anything away: those that it selects, or those that the file says the table has. */
export const columnsFor = (builder: Builder): readonly string[] => {
  const { text } = builder.scanner
  const select = /\bselect\s+(?:distinct\s+)?([\s\S]*?)\s+from\s+[`"[]?([\w.]+)/i.exec(text)
  if (select === null) return []
  const items = splitTop(select[1]!)
  const selected = items.map(outputName)
  const qualified = items.map(item => item.trim()).filter(item => /^\w+\.\w+$/.test(item))
  if (selected.every(name => name !== undefined)) return [...new Set([...selected, ...qualified])]
  return tableColumns(builder.conversion.host.text, select[2]!)
}

const splitTop = (list: string): string[] => {
  const items: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < list.length; at++) {
    if (list[at] === '(') depth++
    if (list[at] === ')') depth--
    if (list[at] === ',' && depth === 0) {
      items.push(list.slice(from, at))
      from = at + 1
    }
  }
  return [...items, list.slice(from)]
}

const outputName = (item: string): string | undefined => {
  const text = item.trim()
  return (/\bas\s+[`"[]?(\w+)[`"\]]?$/i.exec(text) ?? /^(?:\w+\.)?[`"[]?([A-Za-z_]\w*)[`"\]]?$/.exec(text))?.[1]
}

const CONSTRAINT = /^(?:primary|foreign|unique|check|constraint|key|index)\b/i

/** The columns that CREATE TABLE or INSERT in the file name. */
const tableColumns = (file: string, table: string): readonly string[] => {
  const name = table.replace(/[^\w.]/g, '')
  const create = new RegExp(`create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?[\`"\\\\[]*${name}[\`"\\\\\\]]*\\s*\\(([\\s\\S]{0,4000}?)\\)\\s*(?:[;\`'"]|without|strict|engine)`, 'i').exec(file)
  if (create !== null) {
    return splitTop(create[1]!).map(item => item.trim()).filter(item => !CONSTRAINT.test(item)).map(item => /^[`"\\[]*([A-Za-z_]\w*)/.exec(item)?.[1]).filter(column => column !== undefined)
  }
  const insert = new RegExp(`insert\\s+into\\s+[\`"\\\\[]*${name}[\`"\\\\\\]]*\\s*\\(([^()$]{1,2000})\\)\\s*values`, 'i').exec(file)
  return insert === null ? [] : splitTop(insert[1]!).map(item => item.trim().replace(/^\W+|\W+$/g, '')).filter(item => /^\w+$/.test(item))
}
