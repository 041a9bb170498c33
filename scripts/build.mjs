// Bundles src/main.ts with all dependencies into dist/: one entry of a few kB and a chunk for each
// dynamic import, so that `--help` never parses an SDK client.
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // The SDK's CommonJS build cannot be tree-shaken: 416 kB a client instead of 16.
  mainFields: ['module', 'main'],
  // For Node, yaml offers CommonJS alone, of which a split bundle's import() sees only `default`.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  chunkNames: 'chunks/[name]-[hash]',
  banner: {
    js: "import { createRequire as mlctlRequire } from 'node:module';const require = mlctlRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
})
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0)
const entry = metafile.outputs['dist/main.js']?.bytes ?? 0
console.log(
  `dist: ${Object.keys(metafile.outputs).length} files, ${Math.round(bytes / 1024)} kB, entry ${Math.round(entry / 1024)} kB`,
)
