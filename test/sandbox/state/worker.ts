import { appendFileSync } from 'node:fs'
import { createDocuments } from '../../../src/sandbox/state/documents.ts'

/** Counts up a document: `node worker.js DIRECTORY TIMES [LOG]`; LOG gets a line after each commit. */
const [directory = '', times = '0', log] = process.argv.slice(2)
const documents = createDocuments(directory)
for (let turn = 0; turn < Number(times); turn++) {
  const count = documents.update('counter', { count: 0, padding: '' }, (document) => {
    document.count += 1
    document.padding = 'x'.repeat(50_000)
    return document.count
  })
  if (log) appendFileSync(log, `${count}\n`)
}
