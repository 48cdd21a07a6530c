import { describe, expect, test } from 'vitest'
import { migrate } from './support/migrate.ts'

const call = "pool.query('select * from t where a = ' + x)"
const done = 'connect(pool).query(sql`select * from t where a = ${x}`)'

describe('imports are added in the style of the file', () => {
  const cases: readonly [title: string, before: string, after: string][] = [
    ['require, no semicolons', `const { Pool } = require('pg')\nconst pool = new Pool()\n${call}\n`, `const { Pool } = require('pg')\nconst { sql, connect } = require('@breakwater/sql/drop-in')\nconst pool = new Pool()\n${done}\n`],
    ['require, semicolons and double quotes', `const { Pool } = require("pg");\nconst pool = new Pool();\n${call};\n`, `const { Pool } = require("pg");\nconst { sql, connect } = require("@breakwater/sql/drop-in");\nconst pool = new Pool();\n${done};\n`],
    ['var', `var pg = require('pg');\nvar pool = new pg.Pool();\n${call};\n`, `var pg = require('pg');\nvar { sql, connect } = require('@breakwater/sql/drop-in');\nvar pool = new pg.Pool();\n${done};\n`],
    ['after the last require, with its comment', `'use strict'\nconst { Pool } = require('pg') // the driver\nconst pool = new Pool()\n${call}\n`, `'use strict'\nconst { Pool } = require('pg') // the driver\nconst { sql, connect } = require('@breakwater/sql/drop-in')\nconst pool = new Pool()\n${done}\n`],
    ['import', `import { Pool } from 'pg'\nconst pool = new Pool()\n${call}\n`, `import { Pool } from 'pg'\nimport { sql, connect } from '@breakwater/sql/drop-in'\nconst pool = new Pool()\n${done}\n`],
    ['CRLF', `import { Pool } from 'pg'\r\nconst pool = new Pool()\r\n${call}\r\n`, `import { Pool } from 'pg'\r\nimport { sql, connect } from '@breakwater/sql/drop-in'\r\nconst pool = new Pool()\r\n${done}\r\n`],
    ['an import of the tag that is there', `import { Pool } from 'pg'\nimport { sql } from '@breakwater/sql'\nconst pool = new Pool()\n${call}\n`, `import { Pool } from 'pg'\nimport { sql, connect } from '@breakwater/sql'\nconst pool = new Pool()\n${done}\n`],
    ['an import of drop-in that is there', `import { Pool } from 'pg'\nimport { sql } from '@breakwater/sql/drop-in'\nconst pool = new Pool()\n${call}\n`, `import { Pool } from 'pg'\nimport { sql, connect } from '@breakwater/sql/drop-in'\nconst pool = new Pool()\n${done}\n`],
    ['a require of drop-in that is there', `const { Pool } = require('pg')\nconst { connect } = require('@breakwater/sql/drop-in')\nconst pool = new Pool()\n${call}\n`, `const { Pool } = require('pg')\nconst { connect, sql } = require('@breakwater/sql/drop-in')\nconst pool = new Pool()\n${done}\n`],
    ['connect of the other module: only the tag comes from drop-in', `const { Pool } = require('pg')\nconst { connect } = require('@breakwater/sql')\nconst pool = new Pool()\n${call}\n`, `const { Pool } = require('pg')\nconst { connect } = require('@breakwater/sql')\nconst { sql } = require('@breakwater/sql/drop-in')\nconst pool = new Pool()\n${done}\n`],
    ['names that are there under others', `const { Pool } = require('pg')\nconst { connect: to, sql: q } = require('@breakwater/sql')\nconst pool = new Pool()\n${call}\n`, `const { Pool } = require('pg')\nconst { connect: to, sql: q } = require('@breakwater/sql')\nconst pool = new Pool()\nto(pool).query(q\`select * from t where a = \${x}\`)\n`],
    ['a shebang and a directive, no require at the top', `#!/usr/bin/env node\n'use strict'\nmodule.exports = (x) => {\n  const pool = new (require('pg').Pool)()\n  return ${call}\n}\n`, `#!/usr/bin/env node\n'use strict'\nconst { sql, connect } = require('@breakwater/sql/drop-in')\nmodule.exports = (x) => {\n  const pool = new (require('pg').Pool)()\n  return ${done}\n}\n`],
    ['names that are taken', `const { Pool } = require('pg')\nconst { connect } = require('mongoose')\nconst pool = new Pool()\nfunction f(sql) {\n  return ${call}\n}\n`, `const { Pool } = require('pg')\nconst { connect } = require('mongoose')\nconst { sql: safeSql, connect: connectSafely } = require('@breakwater/sql/drop-in')\nconst pool = new Pool()\nfunction f(sql) {\n  return connectSafely(pool).query(safeSql\`select * from t where a = \${x}\`)\n}\n`],
    ['names that are taken, import', `import { Pool } from 'pg'\nconst pool = new Pool()\nconst sql = 1\n${call}\n`, `import { Pool } from 'pg'\nimport { sql as safeSql, connect } from '@breakwater/sql/drop-in'\nconst pool = new Pool()\nconst sql = 1\nconnect(pool).query(safeSql\`select * from t where a = \${x}\`)\n`],
  ]
  for (const [title, before, after] of cases) test(title, () => expect(migrate(before).text).toBe(after))
})
