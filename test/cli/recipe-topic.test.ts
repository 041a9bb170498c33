import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { topics } from '../../src/commands/topics.ts'
import { readRecipe as readFinetune } from '../../src/lib/domain/finetune/recipe.ts'
import {
  type ProcessRecipe,
  readRecipe,
  type TrainRecipe,
  type TransformRecipe,
} from '../../src/lib/domain/train/recipe.ts'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const text = topics.recipes ?? ''

/** The block below the line that names a command. */
const shown = (command: string): string => {
  const [, below = ''] = text.split(`mlctl ${command} `)
  const [, block = ''] = /\n\n((?: {4}.*\n?)+)/.exec(below) ?? []
  return block.replace(/^ {4}/gm, '')
}

const train = () => parse(shown('train run')) as object
const tune = () => ({ ...train(), ...(parse(shown('train tune')) as object) })

/** Checked by the compiler: a member that is added to a recipe has to be added here, and so to the page. */
const TRAIN_MEMBERS: Record<keyof Omit<TrainRecipe, 'keepAlive'>, true> = {
  ...{ name: true, image: true, role: true, entrypoint: true, arguments: true, env: true },
  ...{ instanceType: true, instances: true, volumeGb: true, maxRuntime: true, subnets: true },
  ...{ securityGroups: true, kmsKey: true, volumeKmsKey: true, networkIsolation: true },
  ...{ encryptTraffic: true, output: true, tags: true, script: true, channels: true, tune: true },
  ...{ hyperparameters: true, inputMode: true, spot: true, maxWait: true, checkpoints: true },
  ...{ metrics: true, retries: true },
}
const OWN_OF_PROCESS: readonly (keyof ProcessRecipe)[] = ['inputs', 'outputs', 'arguments']
const OF_TRANSFORM: Record<keyof Omit<TransformRecipe, 'env' | 'kmsKey' | 'tags'>, true> = {
  ...{ name: true, model: true, input: true, output: true, instanceType: true, instances: true },
  ...{ contentType: true, accept: true, split: true, assemble: true, batch: true },
  ...{ concurrency: true, maxPayloadMb: true },
}

describe('mlctl help recipes', () => {
  it.each([
    ['train', train, Object.keys(TRAIN_MEMBERS).filter((name) => name !== 'tune')],
    ['train', tune, Object.keys(TRAIN_MEMBERS)],
    ['process', () => parse(shown('process run')), OWN_OF_PROCESS],
    ['transform', () => parse(shown('transform run')), Object.keys(OF_TRANSFORM)],
  ] as const)('shows a recipe of %s that reads without a problem, with its members', (...row) => {
    const [kind, document, members] = row
    expect(readRecipe(kind, document())).toEqual({ recipe: expect.any(Object) })
    expect(Object.keys(document())).toEqual(expect.arrayContaining([...members]))
  })

  it('shows a tuning of several algorithms that reads without a problem', () => {
    const [, below = ''] = text.split('Several algorithms at once')
    const [, block = ''] = /\n\n((?: {4}.*\n?)+)/.exec(below) ?? []
    const read = readRecipe('train', { ...train(), ...(parse(block) as object) })
    expect(read).toMatchObject({ recipe: { tune: { definitions: { deep: {}, wide: {} } } } })
  })

  it('shows a fine-tuning that reads without a problem', () =>
    expect(readFinetune(parse(shown('finetune plan')))).toMatchObject({ ok: true }))

  it('is what a typing error in a recipe and a missing file lead to', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'train.yaml'), 'imag: x\n')
    const wrong = await cli('train run -f train.yaml', { folder })
    expect(wrong.err).toContain('The recipe has 1 problem.')
    expect(wrong.err).toContain('mlctl help recipes')
    for (const line of ['train run', 'process run', 'finetune plan', 'endpoint create a']) {
      const absent = await cli(`${line} -f absent.yaml`, { folder })
      expect(absent.err).toContain('mlctl help recipes')
    }
  })

  it('shows an endpoint that endpoint create understands', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'endpoint.yaml'), shown('endpoint create'))
    const { err } = await cli('endpoint create fraud -f endpoint.yaml --yes', { folder })
    // Understood: what is missing is the model itself.
    expect(err).toContain('There is no SageMaker model fraud-1')
  })
})
