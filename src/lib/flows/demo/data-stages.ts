import { commandLine } from '../../domain/core/command-line.ts'
import type { Ports } from '../../ports/all.ts'
import { dataTarget } from '../dataset/model.ts'
import { prepareDataset } from '../dataset/prepare.ts'
import { validateDataset } from '../dataset/validate.ts'
import { check, type Narrator } from './stage.ts'

/** The base model of the demo: the smallest that is Active. */
export const BASE_MODEL = 'nova-micro'

/** Enough held-out records for an accuracy that means something. */
export const MIN_HELD_OUT = 200
const SPLIT = 0.1

const SYSTEM = 'Answer with one word: fraud or legitimate.'
const LABELS = { '0': 'legitimate', '1': 'fraud' } as const

export type DemoData = {
  readonly train: string
  readonly validation: string
  readonly records: { readonly training: number; readonly validation: number }
  /** The template that makes a prompt of a row. */
  readonly prompt: string
}

/** Makes records of the shipped table and checks them against the model's rules. */
export const dataStages = async (
  ports: Ports,
  narrator: Narrator,
  table: { readonly path: string; readonly columns: readonly string[] },
): Promise<DemoData> => {
  const prompt = table.columns
    .filter((name) => name !== 'label')
    .map((name) => `${name}={${name}}`)
    .join('; ')
  const labelWords = Object.entries(LABELS)
    .map(([from, to]) => `${from}=${to}`)
    .join(',')
  const flags = { prompt, completionColumn: 'label', system: SYSTEM, labelWords }
  const [train, validation] = ['train.jsonl', 'train.validation.jsonl']
  const target = await dataTarget(ports, { model: BASE_MODEL })
  const records = await narrator.tell(
    { title: 'Prepare', command: prepareCommand(flags, train) },
    async () => {
      const done = await prepareDataset(ports, {
        ...target,
        ...flags,
        ...{ input: table.path, out: train, validationSplit: SPLIT, seed: 1 },
        overwrite: true,
      })
      const { training, validation: heldOut } = done.records
      return {
        said: `${training} records to learn from, ${heldOut} held out, labels balanced`,
        checks: [
          check(
            'the records fit the model',
            done.check?.verdict === 'valid',
            done.check?.errors ?? '?',
          ),
          check(`at least ${MIN_HELD_OUT} are held out`, heldOut >= MIN_HELD_OUT, heldOut),
        ],
        value: done.records,
      }
    },
  )
  await validateStage(ports, narrator, { train, validation, target })
  return { train, validation, records, prompt }
}

const prepareCommand = (
  flags: {
    readonly prompt: string
    readonly completionColumn: string
    readonly system: string
    readonly labelWords: string
  },
  out: string,
): string =>
  commandLine(['dataset', 'prepare', 'fraud.csv'], {
    model: BASE_MODEL,
    prompt: flags.prompt,
    'completion-column': flags.completionColumn,
    'label-words': flags.labelWords,
    system: flags.system,
    'validation-split': SPLIT,
    out,
  })

const validateStage = (
  ports: Ports,
  narrator: Narrator,
  data: {
    readonly train: string
    readonly validation: string
    readonly target: Awaited<ReturnType<typeof dataTarget>>
  },
): Promise<void> =>
  narrator.tell(
    {
      title: 'Validate',
      command: commandLine(['dataset', 'validate', data.train], {
        validation: data.validation,
        model: BASE_MODEL,
      }),
    },
    async () => {
      const { train, validation, target } = data
      const report = await validateDataset(ports, { ...target, files: [train], validation })
      const { errors, records, tokens } = report
      const { low, high } = tokens.training
      return {
        said: `${records.total} records, ${errors} errors, ${low}–${high} tokens`,
        checks: [check('no record breaks a rule', report.verdict === 'valid', `${errors} errors`)],
        value: undefined,
      }
    },
  )
