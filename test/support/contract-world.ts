import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { systemClock } from '../../src/lib/io/clock.ts'
import { type CliRun, cli } from './cli.ts'
import {
  buildBase,
  buildImage,
  type Program,
  startEngine,
  type TestEngine,
} from './engine-world.ts'
import { sandboxWorld, type World } from './sandbox-world.ts'

export const BASE = 'localhost/base:1'

/** Of one test: some wait for time-outs of the contract itself, on machines that are busy. */
export const PATIENCE_MS = 120_000

/** Time-outs of a test run: a good container keeps them on a busy machine, a bad one costs no more. */
const LIMITS = '--stop-timeout 3s --startup-timeout 12s'

/** What an image is made of. */
export type Made = {
  readonly programs: readonly Program[]
  readonly lines?: readonly string[]
  readonly format?: 'oci'
}

/** An image that breaks a rule, and how. */
export type Case = Made & {
  readonly rule: string
  readonly what: string
  readonly flags?: string
  readonly warning?: true
}

type Check = { readonly rule: string; readonly verdict: string; readonly detail: string }

/** A run of `container test`; `broken` are the rules that failed or warned. */
export type Judged = CliRun & {
  readonly image: string
  readonly checks: readonly Check[]
  readonly broken: readonly Check[]
}

/** The real engine of a test file, in which `container test` runs images made for it. */
export const contractWorld = () => {
  let engine: TestEngine
  let count = 0
  beforeAll(async () => {
    engine = await startEngine()
    buildBase(engine, BASE)
    mkdirSync(join(engine.folder, 'data'))
    writeFileSync(join(engine.folder, 'data', 'data.csv'), '1,2\n')
    writeFileSync(join(engine.folder, 'sample.json'), '{"a":1}')
  })
  afterAll(() => engine?.stop())

  const image = (made: Made): Promise<string> => {
    count += 1
    return buildImage(engine, BASE, { name: `localhost/case:${count}`, ...made })
  }
  /** `container test`, in a world whose folder goes with the engine: tests run side by side. */
  const run = (what: string, flags: string, world = worldIn(engine.folder)): Promise<CliRun> => {
    const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
    const ports = { ...world.ports, clock: systemClock }
    const line = `container test ${what} --engine podman ${words} ${flags}`
    return cli(line, { ports, folder: world.folder })
  }
  const judge = async (made: Made, as: string, flags: string): Promise<Judged> => {
    const name = await image(made)
    const ran = await run(name, `--as ${as} ${LIMITS} ${flags} --json`)
    const { checks } = ran.json() as { readonly checks: readonly Check[] }
    const broken = checks.filter(({ verdict }) => ['failed', 'warning'].includes(verdict))
    return { ...ran, image: name, checks, broken }
  }
  return {
    image,
    run,
    judge,
    newWorld: () => worldIn(engine.folder),
    folder: () => engine.folder,
    /** Ids of the containers of an image, ended ones too. */
    containersOf: (name: string) =>
      engine.podman('ps', '--all', '--quiet', '--filter', `ancestor=${name}`).trim(),
    data: () => `${engine.folder}/data`,
    sample: () => `${engine.folder}/sample.json`,
  }
}

const worldIn = (folder: string): World =>
  sandboxWorld({ folder: mkdtempSync(join(folder, 'world-')) })
