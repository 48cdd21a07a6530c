import { describe, expect, test } from 'vitest'
import { migrate } from './support/migrate.ts'

const head = "const { Pool } = require('pg')\nconst mysql = require('mysql2')\nconst pool = new Pool()\nconst my = mysql.createPool({})\n"

describe('quoting and escaping by hand: what the value is afterwards', () => {
  const cases: readonly [title: string, code: string, slot: string][] = [
    ['a replace inside quotes', "pool.query(`select * from t where a = '${x.replace(/'/g, \"''\")}'`)", '${String(x)}'],
    ['two replaces', "pool.query(`select * from t where a = '${x.replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\")}'`)", '${String(x)}'],
    ['replaceAll', "pool.query(`select * from t where a = '${x.replaceAll(\"'\", \"''\")}'`)", '${String(x)}'],
    ['another replace stays', "pool.query(`select * from t where a = '${x.replace(/-/g, '')}'`)", "${x.replace(/-/g, '')}"],
    ['a function that escapes', "const esc = (s) => s.replace(/'/g, \"''\")\npool.query(`select * from t where a = '${esc(x)}'`)", '${String(x)}'],
    ['a function that does more stays', "const esc = (s) => s.trim().replace(/'/g, \"''\")\npool.query(`select * from t where a = '${esc(x)}'`)", '${esc(x)}'],
    ['a function that quotes', "const q = (s) => \"'\" + String(s).replace(/'/g, \"''\") + \"'\"\npool.query(`select * from t where a = ${q(x)}`)", '${String(x)}'],
    ['mysql.escape', 'my.query(`select * from t where a = ${mysql.escape(x)}`)', '${x}'],
    ['pool.escape', "my.query('select * from t where a = ' + my.escape(x))", '${x}'],
    ['client.escapeLiteral', "pool.query('select * from t where a = ' + pool.escapeLiteral(x))", '${x}'],
    ['a list by a function that quotes', "const q = (s) => `'${s.replace(/'/g, \"''\")}'`\npool.query(`select * from t where a in (${x.map(q).join(', ')})`)", '${sql.in(x.map(String))}'],
    ['a list by mysql.escape', 'my.query(`select * from t where a in (${x.map(v => mysql.escape(v)).join(\',\')})`)', '${sql.in(x)}'],
    ['a list that escape spreads', 'my.query(`select * from t where a in (${my.escape(x)})`)', '${sql.in(x)}'],
  ]
  for (const [title, code, slot] of cases) test(title, () => {
    const { text, findings } = migrate(`${head}${code}\n`)
    expect(findings).toHaveLength(1)
    expect(text).toContain(` ${slot}`)
    expect(text).not.toMatch(/\$\{[^}]*'\$\{/)
  })

  test('a function that seems to quote and cannot be seen is left alone outside quotes', () => {
    expect(migrate(`${head}const { escape } = require('./text')\npool.query('select * from t where a = ' + escape(x))\n`).outcomes).toEqual(['manual ESCAPE_UNKNOWN'])
    expect(migrate(`${head}const { quote } = require('./text')\npool.query('select * from t where a in (' + x.map(v => quote(v)).join(',') + ')')\n`).outcomes).toEqual(['manual ESCAPE_UNKNOWN'])
  })

  test('inside quotes it is to be looked at', () => {
    const { findings } = migrate(`${head}const { escape } = require('./text')\npool.query("select * from t where a = '" + escape(x) + "'")\n`)
    expect(findings[0]!.plan).toMatchObject({ outcome: 'check', differs: expect.stringContaining('escape(…)') as string })
  })
})
