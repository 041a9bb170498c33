// Compiles the scanner (src/scan/assembly, AssemblyScript) and bundles its worker into src/scan/built.ts,
// which is committed: nobody needs the compiler to build mlctl. With --check it writes nothing and fails
// when the committed file is not what the sources give. Usage: node scripts/build-scan.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { build } from 'esbuild'

const TARGET = 'src/scan/built.ts'
const FLAGS = ['-O3', '--converge', '--runtime', 'stub', '--noAssert', '--enable', 'simd']

const compileScanner = async () => {
  const files = new Map()
  const { error, stderr } = await asc.main(
    ['src/scan/assembly/lines.ts', '--outFile', 'scan.wasm', '--initialMemory', '8', ...FLAGS],
    { writeFile: (name, contents) => void files.set(name, contents) },
  )
  const wasm = files.get('scan.wasm')
  if (error || wasm === undefined) throw new Error(stderr.toString())
  return Buffer.from(wasm)
}

const bundleWorker = async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/scan/worker.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
  })
  return outputFiles[0].text.trim()
}

const literal = (text) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`

const wasm = await compileScanner()
const worker = await bundleWorker()
const text = `// Made by scripts/build-scan.mjs from src/scan/assembly and src/scan/worker.ts. Do not edit.

/** The scanner as WebAssembly, in base64. */
export const SCAN_WASM =
  ${literal(wasm.toString('base64'))}

/** The worker as one CommonJS script. */
export const WORKER_CODE =
  ${literal(worker)}
`
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text)
  console.log(`${TARGET}: ${wasm.length} bytes of WebAssembly, ${worker.length} of worker`)
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error(`${TARGET} is not what the sources give: npm run build:scan`)
  process.exitCode = 1
}
