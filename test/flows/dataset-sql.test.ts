import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { prepareDataset } from '../../src/lib/flows/dataset/prepare.ts'
import { duckDbSql } from '../../src/lib/io/duckdb.ts'
import { dataPorts } from '../support/data-ports.ts'

/** Where DuckDB is: in the folder of MLCTL_TEST_DUCKDB if there is one, else among our own packages. */
const duckDb = (): string | undefined => {
  const folder = process.env.MLCTL_TEST_DUCKDB
  const from = folder === undefined ? import.meta.url : join(resolve(folder), 'package.json')
  try {
    return createRequire(from).resolve('@duckdb/node-api')
  } catch {
    return undefined
  }
}
const installed = duckDb()
const loadInstalled = () => import(pathToFileURL(installed ?? '').href)
/** DuckDB is optional: without it these tests say that they are skipped. */
const withDuckDb = it.skipIf(installed === undefined)

const CSV = 'amount,country,label\n12.5,DE,0\n900,BR,1\n7,FR,0\n8,DE,0\n9,"it\'s",1\n'

const prepare = async (
  world: ReturnType<typeof dataPorts>,
  sql: string,
  load: () => Promise<unknown> = loadInstalled,
) =>
  prepareDataset(
    { ...world.ports, sql: duckDbSql(world.folder, load) },
    {
      ...(await dataTarget(world.ports, { format: 'prompt-completion' })),
      input: world.write("it's.csv", CSV),
      out: 'out.jsonl',
      promptColumn: 'question',
      completionColumn: 'label',
      validationSplit: 0,
      seed: 1,
      sql,
    },
  )

const QUERY =
  "SELECT country || ': ' || sum(amount) AS question, max(label) AS label FROM data WHERE amount > 7.5 GROUP BY country ORDER BY 1;"

withDuckDb('takes the rows of a query, and the manifest says which', async () => {
  const world = dataPorts()
  const result = await prepare(world, QUERY)
  const records = world.read('out.jsonl').trim().split('\n')
  expect(records.map((line) => JSON.parse(line))).toEqual([
    { prompt: 'BR: 900.0', completion: '1' },
    { prompt: 'DE: 20.5', completion: '0' },
    { prompt: "it's: 9.0", completion: '1' },
  ])
  expect(result).toMatchObject({ sql: QUERY, input: { path: "it's.csv", kind: 'csv', rows: 3 } })
  expect(readdirSync(world.folder).sort()).toEqual(["it's.csv", 'out.jsonl', 'out.manifest.json'])
})

withDuckDb('repeats what DuckDB says of a wrong query, and leaves nothing behind', async () => {
  const world = dataPorts()
  await expect(prepare(world, 'SELECT amuont FROM data')).rejects.toMatchObject({
    code: 'MLC-DATA-035',
    why: expect.stringContaining('amuont'),
  })
  expect(readdirSync(world.folder)).toEqual(["it's.csv"])
})

it('names the line that installs DuckDB when it is not there', async () => {
  const world = dataPorts()
  const absent = () => Promise.reject(new Error('Cannot find package'))
  await expect(prepare(world, QUERY, absent)).rejects.toMatchObject({
    code: 'MLC-DATA-034',
    hint: expect.stringContaining('npm install @duckdb/node-api@1.5.6-r.1'),
  })
  expect(readdirSync(world.folder)).toEqual(["it's.csv"])
})
