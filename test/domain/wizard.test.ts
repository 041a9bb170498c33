import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { datasetKey } from '../../src/lib/domain/wizard/data.ts'
import type { Facts, Rules } from '../../src/lib/domain/wizard/facts.ts'
import { GROUPS } from '../../src/lib/domain/wizard/groups.ts'
import { type Answers, missingFlags, next, without } from '../../src/lib/domain/wizard/machine.ts'
import { proposedName } from '../../src/lib/domain/wizard/name.ts'
import { otherTarget, portableAnswers, readProgress } from '../../src/lib/domain/wizard/progress.ts'
import { validationKey } from '../../src/lib/domain/wizard/split.ts'
import { hyperparametersOf } from '../../src/lib/domain/wizard/tuning.ts'

const TARGET = { name: 'sandbox', account: '000000000000', region: 'us-east-1' } as const

const rules: Rules = {
  name: (text) => (/^[a-z-]+$/.test(text) ? undefined : 'bad name'),
  bucketName: (text) => (/^[a-z0-9-]{3,}$/.test(text) ? undefined : 'bad bucket'),
  roleName: (text) => (/^[a-z-]+$/.test(text) ? undefined : 'bad role'),
  objectUri: (text) => (text.endsWith('/') ? 'a folder' : undefined),
  hyperparameter: (_model, name, text) =>
    Number(text) <= 5 ? undefined : `${name} must be at most 5`,
  proposedBucket: ({ account, region }) => `mlctl-${account}-${region}`,
  proposedRole: (bucket) => `role-${bucket}`,
}

const MODELS: Facts['models'] = [
  {
    key: 'old',
    name: 'Old One',
    description: 'gone',
    disabled: 'end of life on 2026-09-10',
    takesValidation: 'yes',
    hyperparameters: [],
  },
  {
    key: 'nova-micro',
    name: 'Nova Micro',
    description: 'small',
    takesValidation: 'yes',
    hyperparameters: [{ name: 'epochCount', min: 1, max: 5, default: 2, required: false }],
  },
  {
    key: 'no-validation',
    name: 'No Validation',
    description: 'x',
    takesValidation: 'no',
    hyperparameters: [],
  },
]

const TABLE: NonNullable<Facts['source']> = {
  of: 'fraud.csv',
  kind: 'table',
  records: 2400,
  columns: [
    { name: 'amount', example: '214.90' },
    { name: 'country', example: 'BR' },
    { name: 'label', values: ['0', '1'], example: '0' },
  ],
}

const ANSWERS: Answers = {
  baseModel: 'nova-micro',
  train: 'fraud.csv',
  completionColumn: 'label',
  promptColumn: '+all',
  labels: '0=legitimate,1=fraud',
  system: 'Answer with one of: legitimate, fraud.',
  validationKind: 'percent',
  validationPercent: '10',
  bucket: '+new',
  newBucket: 'mlctl-bucket',
  role: '+new',
  newRole: 'role-a',
  ownSecurity: 'no',
  tuning: 'defaults',
  name: 'fraud',
}

const FACTS: Facts = {
  target: TARGET,
  models: MODELS,
  source: TABLE,
  dataset: {
    of: datasetKey(ANSWERS),
    records: 2400,
    errors: 0,
    warnings: 0,
    findings: [],
    fixable: false,
  },
  buckets: ['mine'],
  roles: [],
}

const step = (answers: Answers, facts: Facts = FACTS) => {
  const now = next(GROUPS, { answers, facts, rules })
  return now.do === 'ask' ? `ask ${now.step.id}` : now.do === 'look' ? `look ${now.fact}` : now.do
}

describe('the order of questions', () => {
  it('is ready when every question that counts is answered', () => {
    expect(step(ANSWERS)).toBe('ready')
  })

  it.each(Object.keys(ANSWERS))('asks for %s again when its answer is taken away', (id) => {
    // Without an answer that shapes the records they are looked at again, after it is asked for.
    expect(step(without(ANSWERS, id))).toBe(id === 'train' ? 'ask train' : `ask ${id}`)
  })

  it.each([
    ['models', 'look models'],
    ['source', 'look source'],
    ['dataset', 'look dataset'],
    ['buckets', 'look buckets'],
    ['roles', 'look roles'],
  ] as const)('looks up %s before it asks what depends on it', (fact, expected) => {
    const { [fact]: _, ...rest } = FACTS
    expect(step(ANSWERS, rest)).toBe(expected)
  })

  it('looks at another file when the answer names another one', () => {
    expect(step({ ...ANSWERS, train: 'other.csv' })).toBe('look source')
  })

  it('examines the records again when an answer changes what they are', () => {
    expect(step({ ...ANSWERS, system: 'Be brief.' })).toBe('look dataset')
  })

  it('takes an own validation file only after a look at it, and not when it is broken', () => {
    const source = { of: 'a.jsonl', kind: 'records' } as const
    const answers = { ...ANSWERS, train: 'a.jsonl', validationKind: 'file', validation: 'v.jsonl' }
    const dataset = { ...FACTS.dataset, of: datasetKey(answers), errors: 0 } as Facts['dataset']
    const facts = { ...FACTS, source, ...(dataset ? { dataset } : {}) }
    const looked = (problem?: string): Facts => ({
      ...facts,
      validationFile: { of: validationKey(answers), ...(problem === undefined ? {} : { problem }) },
    })
    expect(step(answers, facts)).toBe('look validationFile')
    expect(step(answers, looked('There is no file v.jsonl.'))).toBe('ask validation')
    expect(step(answers, looked())).toBe('ready')
    expect(step({ ...answers, validation: 'w.jsonl' }, looked())).toBe('look validationFile')
    expect(step(without(answers, 'validation'), looked())).toBe('ask validation')
  })

  it('mends broken data before it asks anything further', () => {
    const dataset = { ...FACTS.dataset, of: datasetKey(ANSWERS), errors: 3 } as Facts['dataset']
    expect(step(without(ANSWERS, 'bucket'), { ...FACTS, ...(dataset ? { dataset } : {}) })).toBe(
      'mend',
    )
  })
})

describe('answers that no longer fit are asked again', () => {
  it.each<[string, Answers, string]>([
    ['a model at its end', { baseModel: 'old' }, 'ask baseModel'],
    ['a model that is gone from the catalogue', { baseModel: 'none' }, 'ask baseModel'],
    ['a column that the file lost', { completionColumn: 'class' }, 'ask completionColumn'],
    ['the answer as its own prompt', { promptColumn: 'label' }, 'ask promptColumn'],
    ['a label without a word', { labels: '0=legitimate' }, 'ask labels'],
    ['a share that leaves too little', { validationPercent: '80' }, 'ask validationPercent'],
    ['no percentage at all', { validationPercent: '0' }, 'ask validationPercent'],
    ['an own file beside a table', { validationKind: 'file' }, 'ask validationKind'],
    ['a bucket name S3 refuses', { newBucket: 'A_B' }, 'ask newBucket'],
    ['a role name IAM refuses', { newRole: 'Rolle 1' }, 'ask newRole'],
    ['a name Bedrock refuses', { name: 'a_b' }, 'ask name'],
    ['something that is no key', { ownSecurity: 'yes', kmsKey: 'abc' }, 'ask kmsKey'],
    ['an alias for a key', { ownSecurity: 'yes', kmsKey: 'alias/mine' }, 'ask kmsKey'],
    [
      'something that is no subnet',
      { ownSecurity: 'yes', kmsKey: '', subnets: 'net-1' },
      'ask subnets',
    ],
    [
      'subnets without security groups',
      { ownSecurity: 'yes', kmsKey: '', subnets: 'subnet-1' },
      'ask securityGroups',
    ],
    [
      'a value out of bounds',
      { tuning: 'edit', 'hyperparameter.epochCount': '9' },
      'ask hyperparameter.epochCount',
    ],
  ])('%s', (_name, change, expected) => {
    expect(step({ ...ANSWERS, ...change })).toBe(expected)
  })

  it('says what is wrong with the answer', () => {
    const now = next(GROUPS, { answers: { ...ANSWERS, baseModel: 'old' }, facts: FACTS, rules })
    expect(now).toMatchObject({
      problem: 'Old One cannot be taken: end of life on 2026-09-10.',
    })
  })
})

describe('questions', () => {
  it('shows retired models disabled and after the usable ones', () => {
    const now = next(GROUPS, { answers: {}, facts: FACTS, rules })
    const question = now.do === 'ask' ? now.step.question : undefined
    const choices = question?.kind === 'choice' ? question.choices : []
    expect(choices.map(({ value, disabled }) => [value, disabled])).toEqual([
      ['nova-micro', undefined],
      ['no-validation', undefined],
      ['old', 'end of life on 2026-09-10'],
    ])
  })

  it('proposes the words of the labels in the instruction', () => {
    const now = next(GROUPS, { answers: without(ANSWERS, 'system'), facts: FACTS, rules })
    expect(now).toMatchObject({
      step: { question: { initial: 'Answer with one of: legitimate, fraud.' } },
    })
  })

  it('does not offer validation data to a model that takes none', () => {
    const answers = without({ ...ANSWERS, baseModel: 'no-validation' }, 'validationKind')
    const dataset = { ...FACTS.dataset, of: datasetKey(answers) } as NonNullable<Facts['dataset']>
    expect(step(answers, { ...FACTS, dataset })).toBe('ready')
  })

  it('asks for a value of its own only when the settings are edited', () => {
    expect(step({ ...ANSWERS, tuning: 'edit' })).toBe('ask hyperparameter.epochCount')
  })

  it.each([
    ['data/card fraud.csv', 'card-fraud'],
    ['s3://bucket/path/Train_01.jsonl', 'Train-01'],
    ['…', undefined],
    [undefined, undefined],
  ])('proposes the name of %s as %s', (path, expected) => {
    expect(proposedName(path)).toBe(expected)
  })
})

describe('resuming', () => {
  it('comes to the same question whatever part of the answers was saved', () => {
    const order = Object.keys(ANSWERS)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: order.length - 1 }), (count) => {
        const saved = Object.fromEntries(order.slice(0, count).map((id) => [id, ANSWERS[id] ?? '']))
        const restored = readProgress(
          JSON.parse(JSON.stringify({ v: 1, target: TARGET, answers: saved })),
        )
        expect(step(restored?.answers ?? {})).toBe(`ask ${order[count]}`)
      }),
    )
  })

  it.each([
    [undefined],
    [null],
    [[]],
    [{ v: 2, target: TARGET, answers: {} }],
    [{ v: 1, target: TARGET, answers: { name: 3 } }],
    [{ v: 1, answers: {} }],
  ])('takes %j for no saved progress', (saved) => {
    expect(readProgress(saved)).toBeUndefined()
  })

  it('keeps buckets, roles and keys out of another account', () => {
    expect(otherTarget(TARGET, { ...TARGET, name: 'aws' })).toContain('sandbox')
    expect(otherTarget(TARGET, TARGET)).toBeUndefined()
    expect(Object.keys(portableAnswers(ANSWERS))).not.toContain('newBucket')
    expect(portableAnswers(ANSWERS)).toMatchObject({ baseModel: 'nova-micro', name: 'fraud' })
  })
})

describe('without a terminal', () => {
  it('names all missing flags at once, and none that has a safe answer of its own', () => {
    const world = { answers: { train: 'fraud.csv' }, facts: FACTS, rules }
    expect(missingFlags(GROUPS, world)).toEqual(['--base-model', '--completion-column', '--name'])
  })

  it('sends no hyperparameters for the defaults', () => {
    expect(hyperparametersOf(ANSWERS)).toEqual({})
    expect(hyperparametersOf({ 'hyperparameter.epochCount': '3' })).toEqual({ epochCount: '3' })
  })
})
