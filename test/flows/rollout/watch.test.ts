import { describe, expect, it } from 'vitest'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { watchRollout } from '../../../src/lib/flows/rollout/watch.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import {
  type RolloutWorld,
  rolloutWorld,
  startRequest,
  trafficOf,
} from '../../support/rollout-world.ts'

const world = (rates: Readonly<Record<string, number>> = {}): RolloutWorld => {
  const made = rolloutWorld({})
  made.hosting.minuteOf = trafficOf(made, 30_000, rates)
  return made
}

/** Ports of a terminal that can be redrawn, and every picture that was drawn on it. */
const onTerminal = (made: RolloutWorld) => {
  const pictures: (readonly string[])[] = []
  const after: string[] = []
  const io = {
    ...made.io,
    animated: true,
    warn: (line: string) => void after.push(line),
    live: () => ({
      draw: (lines: readonly string[]) => void pictures.push(lines),
      stop: (final?: readonly string[]) => void (final && pictures.push(final)),
    }),
  }
  return { ports: { ...made.ports, io } as Ports, pictures, after }
}

const step = startRequest({ steps: '10:10m:100,50:10m:100,100', driving: { mode: 'step' } })
const watch = (ports: Ports, timeoutMs?: number) =>
  watchRollout(ports, { endpointName: 'fraud', timeoutMs })

describe('rollout watch', () => {
  it('shows the end of a rollout, with its reason, and says the same to a script', async () => {
    const made = world({ green: 0.2 })
    await startRollout(made.ports, startRequest())
    const changes = made.hosting.calls.length
    const beside = rolloutWorld({ beside: made })
    const document = await watch(beside.ports)
    expect(document.outcome).toBe('rolled-back')
    expect(beside.io.events.map(({ type }) => type)).toEqual(['rollout.ended'])
    expect(beside.io.notes.at(-1)).toMatch(/^fraud: rolled-back, green at 0 %: /)
    expect(made.hosting.calls.length).toBe(changes)
  })

  it('tells a baking step with its verdicts, and ends by the time limit with the command to go on', async () => {
    const made = world()
    await startRollout(made.ports, step)
    const beside = rolloutWorld({ beside: made })
    await expect(watch(beside.ports, 5 * 60_000)).rejects.toMatchObject({
      code: 'MLC-WAIT-001',
      hint: expect.stringContaining('mlctl rollout watch --endpoint fraud'),
    })
    const [phase, look] = beside.io.events
    expect(phase).toMatchObject({ type: 'rollout.phase', phase: 'baking', percent: 10 })
    expect(look).toMatchObject({ type: 'rollout.look', canary: { variant: 'green' } })
    // One look a minute, not one for each reading of the state.
    const looks = beside.io.events.filter(({ type }) => type === 'rollout.look')
    expect(looks.length).toBeGreaterThanOrEqual(5)
    expect(looks.length).toBeLessThanOrEqual(6)
    expect(beside.io.notes[0]).toMatch(
      /^fraud: baking, green at 10 %, step 1 of 3, about \d+m 00s left; /,
    )
  })

  it('draws a countdown that goes on between the readings', async () => {
    const made = world()
    await startRollout(made.ports, step)
    const { ports, pictures } = onTerminal(rolloutWorld({ beside: made }))
    await expect(watch(ports, 30_000)).rejects.toMatchObject({ code: 'MLC-WAIT-001' })
    const left = pictures.map((lines) => /(\d+m \d+s) left/.exec(lines.join('\n'))?.[1])
    expect(new Set(left).size).toBeGreaterThanOrEqual(30)
    expect(pictures[0]?.at(-1)).toBe('Ctrl-C stops the watching, never the rollout.')
    expect(pictures[0]?.join('\n')).toContain('traffic has arrived: blue 90 %, green 10 %')
  })

  it('is ended by Ctrl-C and leaves the rollout alone', async () => {
    const made = world()
    await startRollout(made.ports, step)
    const beside = rolloutWorld({ beside: made })
    const before = made.hosting.variants.get('green')?.weight
    beside.io.interrupt()
    await expect(watch(beside.ports)).rejects.toMatchObject({ code: 'MLC-WAIT-002', exitCode: 130 })
    expect(made.hosting.variants.get('green')?.weight).toBe(before)
  })

  it('has nothing to show where there is no rollout', async () =>
    expect(watch(world().ports)).rejects.toMatchObject({ code: 'MLC-ROL-026' }))
})

describe('the picture of rollout start on a terminal', () => {
  it('lives on the events of the drive, in place of its lines', async () => {
    const made = world()
    const { ports, pictures, after } = onTerminal(made)
    const result = await startRollout(ports, startRequest())
    expect(result).toMatchObject({ status: 'applied', outcome: 'completed' })
    const texts = pictures.map((lines) => lines.join('\n'))
    expect(texts.some((text) => /verdicts .*\n/.test(text) && text.includes('>10 %<'))).toBe(true)
    expect(texts.some((text) => text.includes('>50 %<') && text.includes('left;'))).toBe(true)
    expect(texts.at(-1)).toContain('fraud  completed')
    // The notes of the drive are in the picture, not between two of them.
    expect(made.io.notes.filter((line) => line.includes('baking'))).toEqual([])
    expect(after).toEqual([])
    expect(made.io.events.map(({ type }) => type)).toContain('rollout.look')
  })

  it('shows what is waited for while traffic moves, and no stale word of it later', async () => {
    const made = world()
    const { ports, pictures } = onTerminal(made)
    await startRollout(ports, startRequest())
    const now = pictures.flatMap((lines) => lines.filter((line) => line.startsWith('now ')))
    expect(now.some((line) => /send 10 %|traffic|weights/.test(line))).toBe(true)
    const baking = pictures.filter((lines) => /baking/.test(lines[0] ?? ''))
    expect(baking.length).toBeGreaterThan(0)
    expect(baking.filter((lines) => lines.some((line) => line.startsWith('now ')))).toEqual([])
  })

  it('shows no figures of one step under the next', async () => {
    const made = world()
    const { ports, pictures } = onTerminal(made)
    await startRollout(ports, startRequest())
    const moving = pictures.filter((lines) => /shifting/.test(lines[0] ?? ''))
    expect(moving.length).toBeGreaterThan(0)
    for (const lines of moving) expect(lines.join('\n')).not.toContain('verdicts')
  })
})
