import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestEngine } from './engine-world.ts'

/** The system's Python, as distributions lay it out; undefined where there is none. */
export const systemPython = ():
  | { readonly program: string; readonly library: string }
  | undefined => {
  const found = spawnSync(
    '/usr/bin/python3',
    ['-c', 'import sys, sysconfig; print(sys.executable, sysconfig.get_path("stdlib"))'],
    { encoding: 'utf8' },
  )
  const [program = '', library = ''] = (found.stdout ?? '').trim().split(' ')
  return found.status === 0 && existsSync(library) ? { program, library } : undefined
}

/** A program with the shared libraries that it and these other files need, at the same paths. */
const copyWithLibraries = (root: string, files: readonly string[]): void => {
  const { stdout } = spawnSync('ldd', files, { encoding: 'utf8' })
  const needed = [...stdout.matchAll(/(\/\S+\.so\S*) \(0x/g)].map(([, path = '']) => path)
  for (const path of new Set([...needed, ...files])) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    execFileSync('cp', ['-L', path, join(root, path)])
  }
}

const UNUSED = /\/(?:test|tests|idlelib|tkinter|config-[^/]*|__pycache__|ensurepip)$/

/**
 * An image with busybox and a language of this machine, for no registry of base images can be counted
 * on: `python` is the system's Python, `node` the Node.js that runs this.
 */
export const buildLanguageBase = (
  engine: TestEngine,
  language: 'python' | 'node',
  name: string,
): void => {
  const context = join(engine.folder, `base-${language}`)
  const root = join(context, 'root')
  for (const folder of ['bin', 'tmp', 'etc', 'usr/bin']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim()
  execFileSync('cp', ['-L', busybox, join(root, 'bin/busybox')])
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  if (language === 'python') copyPython(root)
  else {
    copyWithLibraries(root, [process.execPath])
    renameSync(join(root, process.execPath), join(root, 'usr/bin/node'))
  }
  const lines = ['FROM scratch', 'COPY root/ /', 'RUN ["/bin/busybox", "--install", "-s", "/bin"]']
  writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
  engine.podman('build', '--format', 'docker', '-t', name, context)
}

const copyPython = (root: string): void => {
  const python = systemPython()
  if (python === undefined) throw new Error('no Python of the system')
  cpSync(python.library, join(root, python.library), {
    recursive: true,
    dereference: true,
    filter: (path) => !UNUSED.test(path),
  })
  const modules = execFileSync('find', [python.library, '-name', '*.so'], { encoding: 'utf8' })
  copyWithLibraries(root, [python.program, ...modules.split('\n').filter((path) => path !== '')])
}
