/** The patterns of one .gitignore file. */
export interface IgnoreFile {
  /** The folder of the file, relative to the root of the walk, '' or ending in a slash. */
  readonly base: string
  readonly rules: readonly IgnoreRule[]
}

interface IgnoreRule {
  readonly negated: boolean
  readonly foldersOnly: boolean
  readonly pattern: RegExp
}

/** Reads a .gitignore file as gitignore(5) describes it. */
export function readIgnoreFile(base: string, text: string): IgnoreFile {
  const rules: IgnoreRule[] = []
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const rule = readRule(line)
    if (rule) rules.push(rule)
  }
  return { base, rules }
}

/** Whether a path (relative to the root, no trailing slash) is ignored: the last pattern that matches decides, deeper files last. */
export function isIgnored(files: readonly IgnoreFile[], path: string, folder: boolean): boolean {
  for (let at = files.length - 1; at >= 0; at--) {
    const { base, rules } = files[at]!
    const inner = path.slice(base.length)
    for (let index = rules.length - 1; index >= 0; index--) {
      const rule = rules[index]!
      if ((folder || !rule.foldersOnly) && rule.pattern.test(inner)) return !rule.negated
    }
  }
  return false
}

function readRule(line: string): IgnoreRule | undefined {
  let glob = line.replace(/(?<!\\)((?:\\\\)*)\s+$/, '$1')
  if (!glob || glob.startsWith('#')) return undefined
  const negated = glob.startsWith('!')
  if (negated) glob = glob.slice(1)
  const foldersOnly = glob.endsWith('/')
  if (foldersOnly) glob = glob.slice(0, -1)
  if (!glob) return undefined
  const anchored = glob.includes('/')
  const source = translate(glob.replace(/^\//, ''))
  try {
    return { negated, foldersOnly, pattern: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}$`, 's') }
  } catch {
    return undefined
  }
}

function translate(glob: string): string {
  let source = ''
  for (let at = 0; at < glob.length; at++) {
    const unit = glob[at]!
    if (unit === '*') {
      let end = at
      while (glob[end] === '*') end++
      const whole = end - at >= 2 && (at === 0 || glob[at - 1] === '/') && (end === glob.length || glob[end] === '/')
      if (whole && glob[end] === '/') source += '(?:[^/]+/)*'
      else source += whole ? '.+' : '[^/]*'
      at = whole && glob[end] === '/' ? end : end - 1
    } else if (unit === '?') source += '[^/]'
    else if (unit === '[') {
      const end = glob.indexOf(']', glob[at + 1] === '!' || glob[at + 1] === '^' ? at + 3 : at + 2)
      if (end === -1) source += '\\['
      else {
        source += `(?!/)[${glob.slice(at + 1, end).replace(/^!/, '^').replaceAll('\\', '\\\\').replaceAll('[', '\\[')}]`
        at = end
      }
    } else {
      const literal = unit === '\\' && at + 1 < glob.length ? glob[++at]! : unit
      source += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    }
  }
  return source
}
