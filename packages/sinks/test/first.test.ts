import { describe, expect, test } from 'vitest'
import { migrate } from './support/migrate.ts'

describe('the first shape', () => {
  for (const [title, head] of [['require', "const { Pool } = require('pg')"], ['import', "import { Pool } from 'pg'"]] as const) {
    test(`a concatenation with pg by ${title}`, () => {
      const { text, outcomes } = migrate(`${head}\nconst pool = new Pool()\npool.query('select * from t where id = ' + id)\n`)
      expect(outcomes).toEqual(['same'])
      expect(text).toContain('connect(pool).query(sql`select * from t where id = ${id}`)')
    })
  }
})
