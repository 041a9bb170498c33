// Writes the pages that are generated from the command table, the settings and the error table.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

mkdirSync('.cache', { recursive: true })
const scratch = mkdtempSync(join('.cache', 'docs-'))
try {
  const outfile = join(scratch, 'pages.mjs')
  await build({
    entryPoints: ['scripts/docs-pages.ts'],
    outdir: scratch,
    outExtension: { '.js': '.mjs' },
    entryNames: 'pages',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  })
  const { pages } = await import(pathToFileURL(outfile).href)
  for (const [path, text] of Object.entries(pages())) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    console.log(`${path}: ${text.split('\n').length} lines`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
