const PROPERTY = /^(?:--[a-zA-Z0-9_-]{1,60}|-?[a-z][a-z-]{0,60})$/
const REFUSED_PROPERTY = /^(?:behavior|-moz-binding|-ms-behavior)$/
// Numbers, names, colours, strings without escapes are no part of it: nothing that can load, end the declaration or hide something.
const VALUE = /^[\w\s#.,%+\-*/()!'"]*$/
const FUNCTIONS: ReadonlySet<string> = new Set(`rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var translate translatex translatey translatez translate3d scale
  scalex scaley scale3d rotate rotatex rotatey rotatez rotate3d skew skewx skewy matrix matrix3d perspective linear-gradient radial-gradient conic-gradient repeating-linear-gradient
  repeating-radial-gradient cubic-bezier steps repeat minmax fit-content blur brightness contrast grayscale hue-rotate invert opacity saturate sepia drop-shadow inset circle ellipse polygon`.split(/\s+/))

/** True for a CSS value that loads nothing and stays within its declaration. */
export function isStyleValue(value: string): boolean {
  if (value.length > 2000 || !VALUE.test(value) || value.includes('/*') || value.includes('*/') || value.includes('//')) return false
  const bare = value.replace(/"[^"'\n\r\f]*"|'[^"'\n\r\f]*'/g, 's')
  if (/["']/.test(bare)) return false
  let depth = 0
  for (const match of bare.matchAll(/([\w-]*)\(|\)/g)) {
    if (match[0] === ')') depth--
    else if (match[1] !== '' && !FUNCTIONS.has(match[1]!.toLowerCase())) return false
    else depth++
    if (depth < 0) return false
  }
  return depth === 0
}

export const isStyleProperty = (name: string): boolean => PROPERTY.test(name) && !REFUSED_PROPERTY.test(name)

/** marginTop and margin-top are the same. */
export const kebab = (name: string): string => (name.startsWith('--') ? name : name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`))

/** The declarations of a style text that are known to be harmless, those that `allows` names only. */
export function filterStyle(text: string, allows: (property: string) => boolean = isStyleProperty): string {
  const kept: string[] = []
  // A declaration with a quoted or bracketed semicolon falls apart here, and its parts are dropped.
  for (const declaration of text.split(';')) {
    const colon = declaration.indexOf(':')
    if (colon < 0) continue
    const name = declaration.slice(0, colon).trim().toLowerCase()
    const value = declaration.slice(colon + 1).trim()
    if (isStyleProperty(name) && allows(name) && value !== '' && isStyleValue(value)) kept.push(`${name}: ${value}`)
  }
  return kept.join('; ')
}
