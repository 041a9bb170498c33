import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { containerCall } from '../../../src/lib/domain/remote/bootstrap.ts'
import { endingOf } from '../../../src/lib/domain/remote/ending.ts'
import { tempFolder } from '../../support/temp-folder.ts'

type Ran = {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly root: string
}

/** The tree of /opt/ml as SageMaker makes it, with a folder packed as the channel `code`. */
const tree = (files: Readonly<Record<string, string>>): string => {
  const [base, source] = [tempFolder(), tempFolder()]
  // The name has a space and a quote, for /opt/ml could be anything to the program.
  const root = join(base, "opt ml's")
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(source, dirname(path)), { recursive: true })
    writeFileSync(join(source, path), text)
    if (text.startsWith('#!')) chmodSync(join(source, path), 0o755)
  }
  const code = join(root, 'input/data/code')
  mkdirSync(code, { recursive: true })
  mkdirSync(join(root, 'output'))
  execFileSync('tar', ['-czf', join(code, 'code.tar.gz'), '--mtime=@0', '-C', source, '.'])
  return root
}

const callOf = (root: string, command: readonly string[]): readonly string[] => {
  const call = containerCall({ command, root })
  if (call === undefined) throw new Error('too long')
  for (const word of [...call.entrypoint, ...call.args]) {
    expect(word.length).toBeLessThanOrEqual(256)
    expect(word).not.toMatch(/[\n\r]/)
  }
  return [...call.entrypoint, ...call.args]
}

const run = (command: readonly string[], files: Readonly<Record<string, string>> = {}): Ran => {
  const root = tree(files)
  const [program = '', ...args] = callOf(root, command)
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return { status, stdout, stderr, root }
}

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

it('runs a program of the packed folder, in the unpacked folder', () => {
  const { status, stdout, root } = run(['./hello.sh', 'x'], {
    'hello.sh': '#!/bin/sh\necho "hello $1 from $(cat deep/name.txt)"\n',
    'deep/name.txt': 'the folder',
  })
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'hello x from the folder\n' })
  expect(text(root, 'output/data/mlctl-exit-code')).toBe('0\n')
  expect(existsSync(join(root, 'output/failure'))).toBe(false)
})

it.each([
  ['spaces', ['a b', '', '  c']],
  ['quotes', [`it's "so"`, '`date`', '$HOME', '\\n']],
  ['line ends', ['one\ntwo\n', '\r\n', '\n']],
  ['letters of other scripts', ['żółć 日本語 🙂']],
  ['words longer than an argument may be', ['x'.repeat(2_000), '🙂'.repeat(500)]],
  ['words like flags', ['--', '-e', '*', '[a-z]', '~']],
])('hands over %s as they are', (_, words) => {
  const { stdout } = run(['/bin/sh', '-c', `printf '<%s>' "$@"`, 'me', ...words])
  expect(stdout).toBe(words.map((word) => `<${word}>`).join(''))
})

it.each([0, 1, 2, 3, 77, 126, 255])('keeps the exit code %i', (code) => {
  const { status, root } = run(['/bin/sh', '-c', `exit ${code}`])
  expect(status).toBe(code)
  expect(text(root, 'output/data/mlctl-exit-code')).toBe(`${code}\n`)
  if (code === 0) return
  const failureReason = `AlgorithmError: ${text(root, 'output/failure')}, exit code: ${code}`
  expect(endingOf({ status: 'Failed', failureReason })).toEqual({ kind: 'exited', exitCode: code })
})

it('a program that is not there ends with 127, as in every shell', () => {
  expect(run(['no-such-program']).status).toBe(127)
})

it('keeps what the command itself says of its failure, after the exit code', () => {
  const { root } = run(['/bin/sh', '-c', 'printf "out of memory" >../output/failure; exit 9'])
  expect(text(root, 'output/failure')).toBe(
    'mlctl remote: the command ended with exit code 9. out of memory',
  )
})

it('brings back what the command made or changed, and nothing else', () => {
  const { root } = run(
    [
      '/bin/sh',
      '-c',
      'echo new >>old.txt; mkdir -p "a b/c"; echo 1 >"a b/c/d e.txt"; mkdir __pycache__; echo >__pycache__/x; echo m >"$SM_MODEL_DIR/m"; echo o >"$MLCTL_OUTPUT/o"',
    ],
    { 'old.txt': 'old\n', 'same.txt': 'same' },
  )
  expect(text(root, 'output/data/files/old.txt')).toBe('old\nnew\n')
  expect(text(root, 'output/data/files/a b/c/d e.txt')).toBe('1\n')
  expect(existsSync(join(root, 'output/data/files/same.txt'))).toBe(false)
  expect(existsSync(join(root, 'output/data/files/__pycache__'))).toBe(false)
  expect([text(root, 'model/m'), text(root, 'output/data/o')]).toEqual(['m\n', 'o\n'])
})

it('brings files back when the command fails, too', () => {
  const { root } = run(['/bin/sh', '-c', 'echo half >half.txt; exit 4'])
  expect(text(root, 'output/data/files/half.txt')).toBe('half\n')
})

it('runs with nothing but sh, tar, gzip and mkdir, and says what it cannot bring back', () => {
  const root = tree({ 'a.txt': 'a' })
  const bin = tempFolder()
  for (const name of ['tar', 'gzip', 'mkdir', 'cat']) {
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name))
  }
  const [program = '', ...args] = callOf(root, [
    '/bin/sh',
    '-c',
    'read x <a.txt; echo "$x"; exit 5',
  ])
  const ran = spawnSync(program, args, { encoding: 'utf8', env: { PATH: bin } })
  expect([ran.status, ran.stdout]).toEqual([5, 'a\n'])
  expect(ran.stderr).toContain('no find, cp and touch')
})

it.each(['SIGTERM', 'SIGINT'] as const)(
  'after %s asks the command to end and keeps how it ended',
  async (signal) => {
    const root = tree({})
    const script = `trap 'echo tidied >tidy.txt; exit 42' TERM; echo ready; while :; do sleep 0.05; done`
    const [program = '', ...args] = callOf(root, ['/bin/sh', '-c', script])
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill(signal)
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(42)
    expect(text(root, 'output/data/files/tidy.txt')).toBe('tidied\n')
  },
)

it('a broken archive is said to be the reason, not an exit code of the command', () => {
  const root = tree({})
  writeFileSync(join(root, 'input/data/code/code.tar.gz'), 'no archive')
  const [program = '', ...args] = callOf(root, ['true'])
  const { status } = spawnSync(program, args, { encoding: 'utf8' })
  expect(status).toBe(1)
  expect(
    endingOf({
      status: 'Failed',
      failureReason: `AlgorithmError: ${text(root, 'output/failure')}`,
    }),
  ).toMatchObject({ kind: 'not-started' })
})

it('a command that does not fit into 100 arguments of 256 characters is refused', () => {
  expect(containerCall({ command: ['x'.repeat(26_000)] })).toBeUndefined()
})

it.each([
  [{ status: 'Completed' }, undefined, { kind: 'exited', exitCode: 0 }],
  [
    { status: 'Completed', secondaryStatus: 'MaxRuntimeExceeded' },
    undefined,
    { kind: 'job', reason: 'MaxRuntimeExceeded' },
  ],
  [{ status: 'Stopped' }, '3', { kind: 'job', reason: 'Stopped' }],
  [
    { status: 'Failed', failureReason: 'AlgorithmError: , exit code: 3' },
    '3\n',
    { kind: 'exited', exitCode: 3 },
  ],
  [
    { status: 'Failed', failureReason: 'CapacityError: none' },
    undefined,
    { kind: 'job', reason: 'CapacityError: none' },
  ],
  [{ status: 'Failed', failureReason: 'x' }, '999', { kind: 'job', reason: 'x' }],
] as const)('%j with the file %j means %j', (job, file, ending) =>
  expect(endingOf(job, file)).toEqual(ending),
)
