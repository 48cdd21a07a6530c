import type { JsonMember, JsonNode } from './jsonc.ts'
import { memberOf, membersOf, parseJsonWithPlaces } from './jsonc.ts'

/** What a package.json says, as far as it matters here. */
export interface Manifest {
  readonly type: 'module' | 'commonjs'
  readonly dependencies: ReadonlySet<string>
  /** False where the text could not be read: nothing can be added to it. */
  readonly readable: boolean
}

const fields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

/** Reads a package.json (comments, trailing commas and a BOM are borne with). */
export function readManifest(text: string): Manifest {
  const root = parseJsonWithPlaces(text)
  const dependencies = new Set(fields.flatMap(field => membersOf(memberOf(root, field)?.value).map(member => member.key)))
  return { type: memberOf(root, 'type')?.value.value === 'module' ? 'module' : 'commonjs', dependencies, readable: root?.kind === 'object' }
}

/** Adds a dependency to the text of a package.json and changes nothing else; gives undefined where the text cannot be read, and the text itself where it is there. */
export function addDependency(text: string, name: string, range: string): string | undefined {
  const root = parseJsonWithPlaces(text)
  if (root?.kind !== 'object') return undefined
  if (fields.some(field => memberOf(memberOf(root, field)?.value, name))) return text
  const held = memberOf(root, 'dependencies')?.value
  if (held && held.kind !== 'object') return undefined
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(range)}`
  const style = styleOf(text, root)
  if (held) return insert(text, held, entry, name, style.inner, style.outer)
  const block = `"dependencies": {${style.inner || ' '}${entry}${style.outer || ' '}}`
  return insertBefore(text, root, ['devDependencies', 'peerDependencies', 'optionalDependencies'], block, style)
}

interface Style {
  /** What stands before a member of the root, such as a newline and two spaces; '' on one line. */
  readonly outer: string
  /** Likewise one level deeper. */
  readonly inner: string
}

function styleOf(text: string, root: JsonNode): Style {
  const first = membersOf(root)[0]
  const outer = first ? gapBefore(text, first) : ''
  if (first && !outer.includes('\n')) return { outer: '', inner: '' }
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const unit = outer.slice(outer.lastIndexOf('\n') + 1) || '  '
  return { outer: newline + unit, inner: newline + unit + unit }
}

function gapBefore(text: string, member: JsonMember): string {
  let start = member.start
  while (start > 0 && /\s/.test(text[start - 1]!)) start--
  return text.slice(start, member.start)
}

function insert(text: string, object: JsonNode, entry: string, name: string, inner: string, outer: string): string {
  const members = membersOf(object)
  if (members.length === 0) return `${text.slice(0, object.start + 1)}${inner || ' '}${entry}${outer || ' '}${text.slice(object.end - 1)}`
  const sorted = members.every((member, index) => index === 0 || members[index - 1]!.key < member.key)
  const next = sorted ? members.find(member => member.key > name) : undefined
  if (next) return `${text.slice(0, next.start)}${entry},${gapBefore(text, next) || ' '}${text.slice(next.start)}`
  const last = members.at(-1)!
  return `${text.slice(0, last.value.end)},${gapBefore(text, last) || ' '}${entry}${text.slice(last.value.end)}`
}

function insertBefore(text: string, root: JsonNode, followers: readonly string[], block: string, style: Style): string {
  const next = membersOf(root).find(member => followers.includes(member.key))
  if (next) return `${text.slice(0, next.start)}${block},${gapBefore(text, next) || ' '}${text.slice(next.start)}`
  const last = membersOf(root).at(-1)
  if (last) return `${text.slice(0, last.value.end)},${gapBefore(text, last) || ' '}${block}${text.slice(last.value.end)}`
  const newline = style.outer.slice(0, style.outer.lastIndexOf('\n') + 1)
  return `${text.slice(0, root.start + 1)}${style.outer}${block}${newline}${text.slice(root.end - 1)}`
}
