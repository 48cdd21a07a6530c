/** A function of an app, honest arguments (same result before and after) and hostile ones (work before, do nothing after). */
export interface Trial {
  readonly name: string
  readonly honest: readonly (readonly unknown[])[]
  readonly hostile?: readonly (readonly unknown[])[]
  /** Honest arguments that broke the old code: the new one must take them. */
  readonly mended?: readonly (readonly unknown[])[]
  /** Arguments that the old code answered with an error, in its callback: so must the new one, and live on. */
  readonly failing?: readonly (readonly unknown[])[]
}

const steal = (columns: string) => `x' UNION SELECT ${columns} FROM secrets -- `

export const pg: readonly Trial[] = [
  { name: 'byCity', honest: [['Rome'], ['Nowhere'], ['']], hostile: [[steal('1, value')], ["x' OR '1'='1"]], mended: [["Côte d'Or"]] },
  { name: 'older', honest: [[30], ['40'], [0]], hostile: [['0 UNION SELECT 1, value FROM secrets'], ['0; DELETE FROM people']] },
  {
    name: 'search',
    honest: [[{}], [{ name: 'e' }], [{ name: 'ann', city: 'Rome' }], [{ minAge: 30, sort: 'age', dir: 'desc' }], [{ sort: 'name', dir: 'asc', page: 1 }], [{ sort: 'evil' }], [{ city: 'Oslo', minAge: '40' }]],
    hostile: [[{ name: "zz%' UNION SELECT 1, value, '', 1 FROM secrets -- " }], [{ minAge: '0 UNION SELECT 1, value, value, 1 FROM secrets' }], [{ city: "x' OR true -- " }]],
    mended: [[{ name: "o'n" }]],
  },
  { name: 'many', honest: [[[1, 2]], [[5]], [['1', '3']]], hostile: [[['0) UNION SELECT value FROM secrets -- ']]] },
  { name: 'manyNames', honest: [[['Ann', 'Bob']], [['Zed']]], hostile: [[["x') OR true -- "]]], mended: [[["Cy O'Neill", 'Ann']]] },
  { name: 'mixed', honest: [['Rome', 31], ['Oslo', '45']], hostile: [['Rome', '0 OR true']] },
  { name: 'callback', honest: [['Ann'], ['Zed']], hostile: [[steal('1, value')]], mended: [["Cy O'Neill"]] },
  { name: 'add', honest: [['Fay', 'Rome', 20], ['Gus', 'Oslo', '41']], hostile: [["x', (SELECT value FROM secrets), 1) RETURNING name, city, age -- ", 'y', 1]], mended: [["O'Hara", 'Rome', 1]] },
  { name: 'rename', honest: [[1, 'Anna'], [2, "Bo'b"], ['3', 'Cy'], [99, 'x']] },
  { name: 'remove', honest: [[1], ['2'], [99]], hostile: [['1 OR true']] },
  { name: 'first', honest: [['Rome'], ['Nowhere']], hostile: [["x' UNION SELECT value FROM secrets -- "]] },
  { name: 'firstOlder', honest: [['Rome', 40], ['Oslo', 99]] },
  { name: 'total', honest: [[]] },
  { name: 'find', honest: [['city', 'Rome'], ['name', 'Bob'], ['age', 1]], hostile: [['city', "x' OR true -- "]] },
  { name: 'countIn', honest: [['Rome'], ['x']], hostile: [["x' OR true -- "]] },
  { name: 'since', honest: [[new Date('2026-05-25T00:00:00Z')], [new Date('2027-01-01T00:00:00Z')]] },
  { name: 'sinceDay', honest: [['2026-05-31'], ['2026-01-01']], hostile: [["2026-01-01'::date OR true -- "]] },
  { name: 'recent', honest: [[3], [1], ['20']], hostile: [["0 days' OR true -- "]] },
  { name: 'json', honest: [['a'], ['b'], ['zz']], hostile: [["a' || (SELECT value FROM secrets) || '"]] },
  { name: 'prefix', honest: [['A'], ['Z']], hostile: [["zz' UNION SELECT value FROM secrets -- "]], mended: [["Cy O'"]] },
  { name: 'flag', honest: [[true], [false], ['true']], hostile: [['true OR true']] },
  { name: 'nothing', honest: [['Ann']], hostile: [["x' OR true -- "]] },
  { name: 'union', honest: [['Rome', 'Oslo'], ['Rome', undefined], ['x', '']], hostile: [['x', "x' UNION SELECT value FROM secrets -- "]] },
  { name: 'text', honest: [['Rome'], ['x']], hostile: [["x' OR true -- "]] },
  { name: 'moveTo', honest: [[{ from: 'Rome', age: 7 }], [{ from: 'Rome', age: '8' }]], hostile: [[{ from: 'Rome', age: '1, city = (SELECT value FROM secrets)' }]], failing: [[{ from: 'Rome' }], [{ from: 'Rome', age: NaN }], [{ from: 'Rome', age: {} }]] },
]

export const mysql: readonly Trial[] = [
  { name: 'byName', honest: [['tea'], ['nothing']], hostile: [['" UNION SELECT 1, password FROM users -- ']], mended: [['a "quoted" name']] },
  { name: 'cheaper', honest: [[5], ['8'], [0]], hostile: [['0 UNION SELECT password FROM users']] },
  { name: 'login', honest: [['root', 'TOPSECRET'], ['root', 'x']], hostile: [["root' -- ", 'x'], ['root', "' OR '1'='1"], ["\\", ' OR 1=1 -- ']] },
  { name: 'page', honest: [[2, 0], ['1', '2'], [10, 1]], hostile: [['1 UNION SELECT id + 1000 FROM users', 3]] },
  { name: 'like', honest: [['tea'], ['mug'], ['']], hostile: [["zz%' UNION SELECT password FROM users -- "]], mended: [["O'Brien"]] },
  { name: 'add', honest: [['cup', 2], ['plate', '3.5']], hostile: [["x', (SELECT 0)), ('TOPSECRET", 1]] },
  { name: 'escaped', honest: [['tea'], ["O'Brien cake"], ['x']] },
  { name: 'ids', honest: [[[1, 2]], [['3']]], hostile: [[['0) UNION SELECT password FROM users -- ']]] },
  { name: 'mixed', honest: [['tea', 1], ['tea', '9']], hostile: [['tea', '9 OR 1=1']] },
  { name: 'update', honest: [[1, 4], ['2', '5.5'], [99, 1]], hostile: [['1 OR 1=1', 0]] },
  { name: 'reprice', honest: [[{ name: 'tea', price: 7 }], [{ name: 'tea', price: '8.5' }]], hostile: [[{ name: 'tea', price: '0, name = (SELECT password FROM users LIMIT 1)' }]], failing: [[{ name: 'tea' }], [{ name: 'tea', price: NaN }]] },
]

export const sqlite: readonly Trial[] = [
  { name: 'byTag', honest: [['home'], ['zz']], hostile: [["x' UNION SELECT 1, value FROM secrets -- "]], mended: [["it's"]] },
  { name: 'one', honest: [[1], ['2'], [99]], hostile: [['0 UNION SELECT value FROM secrets']] },
  { name: 'titles', honest: [[[1, 3]], [['2']]], hostile: [[['0) UNION SELECT value FROM secrets -- ']]] },
  { name: 'add', honest: [['a', 'b']], hostile: [["x', 'y'), ('TOPSECRET", 'z']], mended: [["it's", 'b']] },
  { name: 'search', honest: [['milk'], ['done'], ['']], hostile: [["zz%' UNION SELECT value FROM secrets -- "]], mended: [["O'N"]] },
  { name: 'sorted', honest: [['title'], ['id'], [undefined]] },
  { name: 'mixed', honest: [['work', 2], ['home', '0']], hostile: [['work', '0 OR 1=1']] },
  { name: 'removed', honest: [['home'], ['zz']], hostile: [["x' OR 1=1 -- "]] },
  { name: 'each', honest: [['home'], ['zz']], hostile: [["x' OR 1=1 -- "]] },
]

export const pgAdmin: readonly Trial[] = [
  { name: 'byId', honest: [[1], ['2'], [99]], hostile: [['0 UNION SELECT 1, value FROM secrets']] },
  { name: 'byCity', honest: [['Rome'], ['x']], hostile: [[steal('1, value')]], mended: [["Côte d'Or"]] },
  { name: 'insertMany', honest: [[[{ name: 'A', city: 'B', age: 1 }, { name: 'C', city: 'D', age: '2' }]]], hostile: [[[{ name: "x', (SELECT value FROM secrets), 1), ('y", city: 'z', age: 1 }]]], mended: [[[{ name: "O'A", city: 'B', age: 1 }]]] },
  { name: 'patch', honest: [[1, { name: 'Anna' }], [2, { name: 'B', city: 'C' }], [99, { name: 'x' }]], hostile: [[1, { name: "x', city = (SELECT value FROM secrets), data = '{}" }], [1, { "name = (SELECT value FROM secrets), city": 'x' }]], mended: [[1, { name: "O'A" }]] },
  { name: 'filter', honest: [[{}], [{ city: 'Rome' }], [{ city: 'Rome', name: 'Ann' }]], hostile: [[{ city: "x' OR '1'='1" }], [{ "1=1 OR city": 'x' }]] },
  { name: 'optional', honest: [['Rome'], [''], [undefined]], hostile: [["x' OR true -- "]] },
  { name: 'fields', honest: [[['id', 'name'], 30], [['age'], '50']], hostile: [[['(SELECT value FROM secrets)'], 0], [['id'], '0 OR true']] },
  { name: 'chained', honest: [['Ann'], ['x']], hostile: [["x' OR true -- "]] },
  { name: 'placeholders', honest: [[[1, 2, 3], 'Rome'], [[5], 'x']], hostile: [[[1], "x' OR true -- "]] },
  { name: 'config', honest: [['Ann'], ['x']] },
  { name: 'caseText', honest: [['city', 'Rome'], ['older', 40], ['older', '50'], ['all', 'x']], hostile: [['city', "x' OR true -- "], ['older', '99 OR true']] },
  { name: 'fluent', honest: [['Rome', 'Ann'], ['Oslo', 'Ann']] },
  { name: 'template', honest: [['A%', 1], ['Bob', '40'], ['zz', 0]], hostile: [["zz' OR true -- ", 0]] },
  { name: 'nested', honest: [['Rome', 40], ['Rome', undefined], ['Oslo', 0]], hostile: [['x', '0 OR true'], ["x' OR true -- ", undefined]] },
  { name: 'reduce', honest: [[[['city', 'Rome'], ['name', 'Ann']]], [[]]] },
  { name: 'exists', honest: [['Ann'], ['x']], hostile: [["x' OR true) AS found -- "]] },
  { name: 'table', honest: [['people'], ['secrets']], hostile: [['people, secrets, secrets s2'], ['people WHERE false']] },
  { name: 'upper', honest: [['abc'], ['']], hostile: [["' || (SELECT value FROM secrets) || '"]], mended: [["it's"]] },
  { name: 'arith', honest: [[2], ['3']], hostile: [['0 OR true -- ']] },
  { name: 'between', honest: [[30, 50], ['20', '40']], hostile: [['0', '1 OR true']] },
  { name: 'dates', honest: [['2026-05-01', '2026-05-31']], hostile: [['2026-01-01', "2026-01-01' OR true OR 'x' = '"]] },
  { name: 'maybeNull', honest: [['Rome'], [null]], hostile: [["x' OR true -- "]] },
  { name: 'joined', honest: [['Rome', 40], ['Rome', undefined], ['Oslo', '40']], hostile: [["x' OR true -- ", undefined]] },
]
