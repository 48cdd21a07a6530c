import { expect, test } from 'vitest'
import { migrate } from './support/migrate.ts'

test.each([
  ['paths', "const fs = require('fs')\nconst path = require('path')\nfunction a(p) { b(path.join(p, 'x')); fs.readFileSync(p) }\nfunction b(p) { a(path.join(p, 'y')); fs.readFileSync(p) }\nexports.run = p => a(p)\n"],
  ['commands', "const { exec } = require('child_process')\nfunction a(c) { b(c + ' x'); exec(c) }\nfunction b(c) { a(c + ' y'); exec(c) }\nexports.run = f => a('ls ' + f)\n"],
  ['a command that is given its own text', "const { exec } = require('child_process')\nlet c = 'ls'\nfunction grow() { c = c + ' -a'; return c }\nexports.run = f => exec(grow() + f)\n"],
  ['addresses', "const app = require('express')()\nfunction a(u) { b(u + 'x'); fetch(u) }\nfunction b(u) { a(u + 'y'); fetch(u) }\napp.get('/', (req, res) => a(req.query.u))\n"],
])('functions that call each other in a circle: %s', (_, code) => {
  expect(() => migrate(code, { strict: true })).not.toThrow()
})

test('a finding has one plan, which whoever holds it can tell from others', () => {
  const code = "const fs = require('fs')\nconst app = require('express')()\napp.get('/', (req, res) => {\n  fs.readFile('data/' + req.query.f, () => fetch(req.query.u))\n})\n"
  const { findings } = migrate(code)
  expect(findings.map(finding => finding.rule)).toEqual(['files', 'fetch'])
  for (const finding of findings) expect(finding.plan).toBe(finding.plan)
})
