const isColoured = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code, text) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text)
const TONES = { works: 32, fails: 32, BROKEN: 31, SUCCEEDS: 31 }

export const say = line => console.log(line)

export const step = title => console.log(`\n${paint(1, title)}`)

/** Rows of kind, name, before, after. */
export function table(rows) {
  const width = Math.max(...rows.map(row => row[1].length))
  console.log(`  ${''.padEnd(8)} ${''.padEnd(width)}  before    after`)
  for (const [kind, name, before, after] of rows) console.log(`  ${kind.padEnd(8)} ${name.padEnd(width)}  ${cell(before)}  ${cell(after)}`)
}

const cell = text => paint(TONES[text], text.padEnd(8))
