import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTAINER_KINDS, type ContainerKind } from '../../src/lib/domain/container/rules/rule.ts'
import type { Choices } from '../../src/lib/domain/container/scaffold/choices.ts'
import { init } from '../../src/lib/flows/container/init.ts'
import { lint } from '../../src/lib/flows/container/lint.ts'
import { dataPorts } from '../support/data-ports.ts'
import type { Answers } from '../support/io.ts'

const SCAFFOLDS: readonly Choices[] = [
  ...CONTAINER_KINDS.map((kind): Choices => ({ kind, language: 'python', toolkit: 'none' })),
  { kind: 'training', language: 'python', toolkit: 'sagemaker-training' },
  { kind: 'serving', language: 'python', toolkit: 'sagemaker-inference' },
  { kind: 'serving', language: 'node', toolkit: 'none' },
]

const ASK = { overwrite: false, dryRun: false }

const linted = (
  ports: ReturnType<typeof dataPorts>['ports'],
  folder: string,
  kind?: ContainerKind,
) =>
  lint(ports, {
    ...{ folder, kind, platform: 'linux/amd64', buildArgs: {}, ignore: [], strict: false },
    form: 'text',
  })

const hasPython = spawnSync('python3', ['--version']).status === 0

describe.each(SCAFFOLDS)('a scaffold for $kind in $language with toolkit $toolkit', (choices) => {
  it.each([undefined, choices.kind])('breaks no rule that lint knows (--kind %s)', async (kind) => {
    const { ports } = dataPorts()
    await init(ports, { ...choices, folder: 'project', ...ASK })
    const { findings, unchecked } = await linted(ports, 'project', kind)
    expect(findings).toEqual([])
    expect(unchecked).toEqual([])
  })

  it.skipIf(choices.language === 'python' && !hasPython)(
    'passes its own tests as it is written',
    async () => {
      const { ports, folder } = dataPorts()
      await init(ports, { ...choices, folder: 'project', ...ASK })
      const [program, args] =
        choices.language === 'node'
          ? [process.execPath, ['--test', '--test-reporter=tap']]
          : ['python3', ['-B', '-m', 'unittest', '-v']]
      const cwd = join(folder, 'project')
      // A run inside a run of Node's own test runner would report to that one.
      const { NODE_TEST_CONTEXT: _outer, ...env } = process.env
      const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
      expect(status, stdout + stderr).toBe(0)
      expect(stdout + stderr).toMatch(/Ran [1-9]|# pass [1-9]/)
    },
    60_000,
  )
})

describe('container init', () => {
  const serving = { kind: 'serving', language: 'python', toolkit: 'none' } as const

  it('writes the same files for the same choices, and leaves them alone the second time', async () => {
    const { ports } = dataPorts()
    const first = await init(ports, { ...serving, folder: '.', ...ASK })
    const second = await init(ports, { ...serving, folder: '.', ...ASK })
    expect(first.files.map(({ status }) => status)).not.toContain('unchanged')
    expect(new Set(second.files.map(({ status }) => status))).toEqual(new Set(['unchanged']))
  })

  it('replaces nothing unasked, and writes no other file either', async () => {
    const { ports, write, read, folder } = dataPorts()
    write('Dockerfile', 'FROM mine:1\n')
    await expect(init(ports, { ...serving, folder: '.', ...ASK })).rejects.toThrow('Dockerfile')
    expect(read('Dockerfile')).toBe('FROM mine:1\n')
    expect(spawnSync('ls', ['-A', folder], { encoding: 'utf8' }).stdout).not.toContain('README')
  })

  it('replaces with --overwrite', async () => {
    const { ports, write, read } = dataPorts()
    write('Dockerfile', 'FROM mine:1\n')
    await init(ports, { ...serving, folder: '.', overwrite: true, dryRun: false })
    expect(read('Dockerfile')).toContain('serve.py')
  })

  it('shows with --dry-run what it would do, and does nothing', async () => {
    const { ports, folder, write } = dataPorts()
    write('Dockerfile', 'FROM mine:1\n')
    const { files } = await init(ports, { ...serving, folder: '.', overwrite: false, dryRun: true })
    expect(files.find(({ path }) => path === 'Dockerfile')?.status).toBe('differs')
    expect(files.find(({ path }) => path === 'README.md')?.status).toBe('new')
    expect(execFileSync('ls', ['-A', folder], { encoding: 'utf8' })).toBe('Dockerfile\n')
  })

  it.each<[Answers, readonly string[], Partial<Choices>]>([
    [{ '--kind': 'processing' }, ['--kind'], { kind: 'processing', toolkit: 'none' }],
    [
      { '--kind': 'serving', '--language': 'node' },
      ['--kind', '--language'],
      { language: 'node', toolkit: 'none' },
    ],
    [
      { '--kind': 'training', '--toolkit': 'sagemaker-training' },
      ['--kind', '--toolkit'],
      { language: 'python', toolkit: 'sagemaker-training' },
    ],
  ])('asks on a terminal only what is open: %j', async (answers, asked, expected) => {
    const { ports, io } = dataPorts(answers)
    const { choices } = await init(ports, { folder: '.', ...ASK })
    expect(io.asked).toEqual(asked)
    expect(choices).toMatchObject(expected)
  })

  it('takes another base image for every stage', async () => {
    const { ports, read } = dataPorts()
    const choices = { ...serving, toolkit: 'sagemaker-inference' as const, base: 'local/python:1' }
    await init(ports, { ...choices, folder: '.', ...ASK })
    expect(read('Dockerfile').match(/^FROM (\S+)/gm)).toEqual([
      'FROM local/python:1',
      'FROM local/python:1',
    ])
  })

  it.each([
    [{ ...serving, base: 'Not An Image' }, 'MLC-CTR-005'],
    [{ ...serving, base: 'a/b@sha256:12' }, 'MLC-CTR-005'],
    [{ ...serving, language: 'node', toolkit: 'sagemaker-inference' }, 'MLC-CTR-004'],
    [{ ...serving, kind: 'training', language: 'node' }, 'MLC-CTR-004'],
  ] as const)('refuses %j', async (choices, code) => {
    const { ports } = dataPorts()
    await expect(init(ports, { ...choices, folder: '.', ...ASK })).rejects.toMatchObject({ code })
  })
})

describe('a folder on disk', () => {
  it('is read with its modes, without what .dockerignore leaves out, and links are not followed', async () => {
    const { ports, folder, write, read } = dataPorts()
    mkdirSync(join(folder, 'bin'))
    mkdirSync(join(folder, 'data'))
    execFileSync('ln', ['-s', '..', join(folder, 'data', 'circle')])
    write('Dockerfile', 'FROM public.ecr.aws/docker/library/debian:12\nCOPY bin/ /usr/local/bin/\n')
    write('.dockerignore', 'data\n')
    writeFileSync(join(folder, 'bin', 'serve'), '#!/bin/sh\nexec true\n')
    const before = await linted(ports, '.', 'serving')
    expect(before.findings.map(({ rule, file }) => [rule, file])).toContainEqual([
      'CTR204',
      'bin/serve',
    ])
    execFileSync('chmod', ['+x', join(folder, 'bin', 'serve')])
    const after = await linted(ports, '.', 'serving')
    expect(after.findings.map(({ rule }) => rule)).not.toContain('CTR204')
    // Dockerfile, .dockerignore and bin/serve.
    expect(after.context.files).toBe(3)
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(read('Dockerfile'))
  })

  it('gives secrets by file and line, in files and in the Dockerfile', async () => {
    const { ports, write } = dataPorts()
    const token = `ghp_${'a1B2c3D4'.repeat(5)}`
    write('main.py', `print()\nTOKEN = '${token}'\n`)
    write(
      'Dockerfile',
      `FROM public.ecr.aws/docker/library/debian:12\nRUN curl -H "Bearer ${token}" x\nCOPY main.py /a/\n`,
    )
    const { findings } = await linted(ports, '.')
    const places = findings.map(({ rule, file, line }) => [rule, file, line])
    expect(places).toContainEqual(['CTR501', 'main.py', 2])
    expect(places).toContainEqual(['CTR502', 'Dockerfile', 2])
    expect(JSON.stringify(findings)).not.toContain(token)
  })
})
