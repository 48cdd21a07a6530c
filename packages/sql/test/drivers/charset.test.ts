import { expectRefusal } from '@breakwater/core/testing'
import { hasMariaDb, serversAreRequired } from '@breakwater/testkit'
import mysql from 'mysql2'
import { describe, expect, it } from 'vitest'
import { connect } from '../../src/connect.ts'
import { checkCharset } from '../../src/drivers/mysql/charset.ts'
import { sql } from '../../src/sql.ts'

it.each([
  ['utf8', '¿ 縗 😀'], ['cesu8', '¿ 縗'], [undefined, '¿'], ['binary', '¿'],
  ['gbk', "縗 表 it's"], ['latin1', 'é ÿ ¿'], ['ascii', "it's"], ['sjis', '表 ソ'], ['eucjp', '表'], ['cp1251', 'Ж'],
])('%s takes %s', (encoding, text) => {
  expect(() => checkCharset([text, 1, null], encoding)).not.toThrow()
})

it.each([['gbk', '¿'], ['gbk', '😀'], ['latin1', '€'], ['latin1', '表'], ['ascii', 'é'], ['sjis', 'é😀'], ['cp1251', '表']])('%s refuses %s', async (encoding, text) => {
  const error = await expectRefusal(() => checkCharset(['fine', text], encoding), 'SQL_TEXT_UNREPRESENTABLE')
  expect(error.message).not.toContain(text)
})

const isThere = (await hasMariaDb()) || serversAreRequired()

describe.runIf(isThere).each(['gbk', 'latin1', 'sjis', 'big5', 'euckr'])('a connection in %s', charset => {
  it('gives back each value as it was, or refuses it', async () => {
    const connection = mysql.createConnection({ host: '127.0.0.1', user: 'root', charset })
    const db = connect(connection)
    try {
      for (const value of ["it's", "¿' or 1=1 -- ", '縗\' or 1=1 -- ', '表\\', 'é', '€', '한글', '😀', '\u00a0', '～', '—', 'Ж']) {
        const got = await db.one(sql`select ${value} as v`).then(row => row['v'], (error: { code?: string }) => error.code)
        expect([value, 'SQL_TEXT_UNREPRESENTABLE']).toContain(got)
      }
      const refused = await new Promise<unknown>(resolve => void db.query(sql`select ${'😀'} as v`, (error: unknown) => resolve(error)))
      expect(refused).toMatchObject({ code: 'SQL_TEXT_UNREPRESENTABLE' })
    } finally {
      connection.destroy()
    }
  })
})
