import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseLine } from '../../src/cli/parser.ts'
import { demoCommand } from '../../src/commands/demo.ts'
import { commands, groups } from '../../src/commands/index.ts'
import { GateError } from '../../src/lib/errors.ts'
import { demo } from '../../src/lib/flows/demo/demo.ts'
import { check, DemoStopped, narrator } from '../../src/lib/flows/demo/stage.ts'
import { scriptedIo } from '../support/io.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const STAGE = { title: 'Plan', command: 'mlctl finetune plan' }

describe('a stage of the demo', () => {
  it('is told in one line with the command that does the same', async () => {
    const io = scriptedIo()
    const story = narrator(io)
    const value = await story.tell(STAGE, async () => ({
      said: 'all well',
      checks: [check('it holds', true, 1)],
      value: 42,
    }))
    expect(value).toBe(42)
    expect(io.notes).toEqual(['✓ Plan  all well', '    $ mlctl finetune plan'])
  })

  it('goes on after a check that does not hold, and says what was seen', async () => {
    const io = scriptedIo()
    const story = narrator(io)
    await story.tell(STAGE, async () => ({
      said: 'done',
      checks: [check('the loss fell', false, '0.1 to 0.2')],
      value: undefined,
    }))
    expect(io.notes[0]).toBe('✗ Plan  done')
    expect(io.warnings).toEqual(['Plan: the loss fell; seen: 0.1 to 0.2'])
  })

  it('ends the demo when its command fails, and counts as failed', async () => {
    const io = scriptedIo()
    const story = narrator(io)
    const failing = story.tell(STAGE, () =>
      Promise.reject(new GateError('MLC-FT-007', 'A check failed.', { why: 'because' })),
    )
    await expect(failing).rejects.toBeInstanceOf(DemoStopped)
    expect(story.stages[0]?.checks).toEqual([
      { what: 'the command succeeds', ok: false, seen: 'A check failed. because' },
    ])
  })

  it('lets a fault of the program through', async () => {
    const story = narrator(scriptedIo())
    const failing = story.tell(STAGE, () => Promise.reject(new TypeError('oops')))
    await expect(failing).rejects.toBeInstanceOf(TypeError)
  })
})

const shellWords = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

describe('the demo', () => {
  it('holds in every check, from the table to the accuracy of the deployed model', async () => {
    const world = sandboxWorld()
    const result = await demo(world.ports, { keep: true })
    const broken = result.stages.flatMap(({ title, checks }) =>
      checks.filter(({ ok }) => !ok).map(({ what, seen }) => `${title}: ${what}: ${seen}`),
    )
    expect(broken).toEqual([])
    expect(world.io.notes.filter((line) => line.startsWith('sandbox:')).length).toBe(1)
    expect(result.ok).toBe(true)
    expect(result.stages.map(({ title }) => title)).toEqual([
      'Prepare',
      'Validate',
      'A mistake',
      'Plan',
      'Run',
      'Watch',
      'Losses',
      'Quote',
      'A refusal',
      'Deploy',
      'Accuracy',
      'The base model',
      'Host',
      'Traffic',
      'A bad canary',
      'A good canary',
    ])
    expect(readdirSync(result.folder ?? '')).toEqual(
      expect.arrayContaining([
        'canary.html',
        'finetune.yaml',
        'fraud.csv',
        'losses.svg',
        'train.jsonl',
      ]),
    )
    // Every command shown is one that the command line takes.
    for (const { command } of result.stages) {
      const options = { version: '0', groups, columns: 80, writeHelp: () => undefined }
      const selected = await parseLine(shellWords(command).slice(1), commands, options)
      expect(selected?.def.path.join(' ')).toBe(
        shellWords(command)
          .slice(1, 1 + (selected?.def.path.length ?? 0))
          .join(' '),
      )
    }
    // The bad one is caught while its first step bakes, the good one bakes twice a quarter of an hour.
    expect(result.canaries?.badEndedAfterSeconds).toBeLessThan(15 * 60)
    expect(result.canaries?.goodEndedAfterSeconds).toBeGreaterThan(30 * 60)
    expect(result.canaries?.badRequests).toBeGreaterThan(0)
    // Nothing of it went to the user's own sandbox.
    expect(existsSync(`${world.folder}/sandbox`)).toBe(false)
  }, 120_000)

  it('ends at once on Ctrl-C, and takes its sandbox with it', async () => {
    const world = sandboxWorld()
    const control = world.ports.sandbox
    let folder = ''
    const sandbox: typeof control = {
      ...control,
      temporary: async (options) => {
        const made = await control.temporary(options)
        folder = made.folder
        return made
      },
    }
    const running = demo({ ...world.ports, sandbox }, { keep: false })
    world.io.interrupt()
    await expect(running).rejects.toMatchObject({ code: 'MLC-DEMO-002', exitCode: 130 })
    expect(existsSync(folder)).toBe(false)
  }, 60_000)

  it('exits 0 only when every check holds', () => {
    const result = { stages: [], seconds: 1 }
    expect(demoCommand.exitCode?.({ ...result, ok: true })).toBe(0)
    expect(demoCommand.exitCode?.({ ...result, ok: false })).toBe(1)
  })
})
