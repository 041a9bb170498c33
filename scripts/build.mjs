// Bundles src/main.ts with all dependencies into dist/: one file with what every command needs, and
// chunks for each dynamic import, so that `--help` never parses an SDK client.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const REQUIRE =
  "import { createRequire as mlctlRequire } from 'node:module';const require = mlctlRequire(import.meta.url);"

/** Built-ins whose ES-module form is slow to set up, or that are never used. */
const lightBuiltins = {
  name: 'light-builtins',
  setup({ onLoad, onResolve }) {
    // Importing node:process as a module evaluates every getter of process, stdin included: 10 ms.
    onResolve({ filter: /^node:process$/ }, ({ importer }) =>
      importer.includes('chalk') ? { path: 'process', namespace: 'light' } : undefined,
    )
    // commander wants it for subcommands that are programs of their own; there are none.
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'nothing', namespace: 'light' } : undefined,
    )
    onLoad({ filter: /^process$/, namespace: 'light' }, () => ({
      contents: 'export default globalThis.process',
    }))
    onLoad({ filter: /^nothing$/, namespace: 'light' }, () => ({ contents: 'module.exports = {}' }))
  },
}

const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // The SDK's CommonJS build cannot be tree-shaken: 416 kB a client instead of 16.
  mainFields: ['module', 'main'],
  // For Node, yaml offers CommonJS alone, of which a split bundle's import() sees only `default`.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  metafile: true,
  logLevel: 'warning',
}

// Built beside and moved: a program that runs meanwhile never sees half a build.
const NEXT = `.cache/dist-${process.pid}`
rmSync(NEXT, { recursive: true, force: true })
const { metafile } = await build({
  ...options,
  entryPoints: { main: 'src/main.ts' },
  outdir: NEXT,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  banner: { js: REQUIRE },
  plugins: [lightBuiltins],
})
await joinStaticChunks(metafile.outputs)

/**
 * What main.js imports statically comes in a dozen chunks, each a file to find, read and compile. They
 * become one file; in their places stay thin modules that hand out its exports to the lazy chunks.
 */
async function joinStaticChunks(outputs) {
  const statics = new Set()
  const visit = (path) => {
    for (const { path: imported, kind } of outputs[path].imports) {
      if (kind !== 'import-statement' || !outputs[imported] || statics.has(imported)) continue
      statics.add(imported)
      visit(imported)
    }
  }
  visit(`${NEXT}/main.js`)
  const chunks = [...statics]
  const handOuts = chunks.map((path, at) =>
    outputs[path].exports.map((name) => ({ name, unique: `c${at}_${name}` })),
  )
  const entry = chunks.map((path, at) => {
    const names = handOuts[at].map(({ name, unique }) => `${name} as ${unique}`)
    return `export { ${names.join(', ')} } from './${path.slice(NEXT.length + 1)}'`
  })
  entry.push("import './main.js'")
  const { outputFiles } = await build({
    ...options,
    stdin: { contents: entry.join('\n'), resolveDir: NEXT },
    write: false,
    // Every chunk counts, whatever package.json says of side effects.
    ignoreAnnotations: true,
    plugins: [lazyChunksStay(statics)],
  })
  writeFileSync(`${NEXT}/main.js`, outputFiles[0].text)
  for (const [at, path] of chunks.entries()) {
    // `export … from` keeps bindings live: some are assigned only when their module is first used.
    const names = handOuts[at].map(({ name, unique }) => `${unique} as ${name}`)
    writeFileSync(path, `export { ${names.join(', ')} } from '../main.js'\n`)
  }
}

/** Imports of chunks that are loaded later stay imports, seen from dist/. */
function lazyChunksStay(statics) {
  return {
    name: 'lazy-chunks-stay',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path }) => {
        const name = basename(path)
        const lazy = name !== 'main.js' && !statics.has(`${NEXT}/chunks/${name}`)
        return lazy ? { path: `./chunks/${name}`, external: true } : undefined
      })
    },
  }
}

// Printed by bin/mlctl.js without loading anything.
for (const [file, flag] of [
  ['help.txt', '--help'],
  ['version.txt', '--version'],
]) {
  const { status, stdout } = spawnSync(process.execPath, [join(NEXT, 'main.js'), flag])
  if (status !== 0) throw new Error(`${flag} of the built program ended with ${status}`)
  writeFileSync(join(NEXT, file), stdout)
}
// uPlot's code is in the bundle as text (scripts/build-chart.mjs), so that no input names it.
const inputs = [...Object.keys(metafile.inputs), 'node_modules/uplot/dist/uPlot.iife.min.js']
writeFileSync(join(NEXT, 'THIRD_PARTY_LICENSES.txt'), licences(inputs))
rmSync('dist', { recursive: true, force: true })
renameSync(NEXT, 'dist')

/** The licence texts of every package of which code is in the bundle, as their terms demand. */
function licences(inputs) {
  const folders = inputs.flatMap(
    (path) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  )
  return [...new Set(folders)].sort().map(licenceOf).join('\n')
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8')}`
  return `${'-'.repeat(78)}\n${name} ${version} (${license})\n${text}`
}
const files = readdirSync('dist', { recursive: true }).filter((name) => name.endsWith('.js'))
const bytes = files.map((name) => readFileSync(join('dist', name)).length)
const sum = bytes.reduce((total, size) => total + size, 0)
console.log(
  `dist: ${files.length} files, ${Math.round(sum / 1024)} kB, main.js ${Math.round(readFileSync('dist/main.js').length / 1024)} kB`,
)
