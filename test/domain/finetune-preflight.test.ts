import { describe, expect, it } from 'vitest'
import { findModel } from '../../src/lib/domain/catalogue/find.ts'
import type { CatalogueModel } from '../../src/lib/domain/catalogue/model.ts'
import { readCatalogue } from '../../src/lib/domain/catalogue/read.ts'
import { PREFLIGHT_EXPLANATIONS } from '../../src/lib/domain/explain/preflight.ts'
import {
  PREFLIGHT,
  preflightOutcome,
  runPreflight,
} from '../../src/lib/domain/finetune/preflight/run.ts'
import {
  type DataFindings,
  known,
  type RoleFact,
  unknownBecause,
  type World,
} from '../../src/lib/domain/finetune/preflight/world.ts'
import type { FoundationModelView } from '../../src/lib/ports/foundation-models.ts'

const modelNamed = (key: string): CatalogueModel => {
  const reading = readCatalogue()
  const model = reading.ok ? findModel(reading.catalogue, key) : undefined
  if (model === undefined) throw new Error(`no model ${key}`)
  return model
}
const LIVE: FoundationModelView = {
  modelId: 'amazon.nova-micro-v1:0:128k',
  modelName: 'Nova Micro',
  providerName: 'Amazon',
  customizationsSupported: ['FINE_TUNING'],
  inferenceTypesSupported: [],
  modelLifecycle: { status: 'ACTIVE' },
}
const FINDINGS: DataFindings = {
  records: { training: 200, validation: 20 },
  errors: {},
  warnings: {},
  examples: [],
  tokens: { low: 1_000, high: 2_000 },
}
const ROLE: RoleFact = {
  arn: 'arn:aws:iam::111122223333:role/ft',
  exists: true,
  repairs: [],
  refused: [],
  doubts: [],
}
const TRAIN = {
  role: 'training',
  given: 'train.jsonl',
  uri: 's3://acme-ml/mlctl/fraud/data/abc/training.jsonl',
  uploaded: true,
  object: known(undefined),
} as const
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555'
const BUCKET = { name: 'acme-ml', region: 'us-east-1', owned: true }

/** A world in which nothing stands in the way. */
const GOOD: World = {
  spec: {
    name: 'fraud',
    baseModel: 'nova-micro',
    customizationType: 'FINE_TUNING',
    data: { train: 'train.jsonl' },
    hyperparameters: { epochCount: '2' },
    tags: { team: 'risk' },
  },
  model: modelNamed('nova-micro'),
  account: '111122223333',
  region: 'us-east-1',
  today: '2026-11-22',
  jobName: 'fraud-01234567',
  customModelName: 'fraud-01234567',
  foundation: known(LIVE),
  files: [TRAIN],
  findings: known(FINDINGS),
  outputUri: 's3://acme-ml/mlctl/fraud/output/',
  uriProblems: [],
  buckets: [{ name: 'acme-ml', created: true, view: known(BUCKET) }],
  role: known(ROLE),
  callerLacks: known([]),
  keyLacks: known([]),
  modelNameTaken: known(false),
  customModels: known({ count: 3, limit: 100 }),
  jobsInProgress: known(0),
  modelUnits: known({ all: 0, own: 0 }),
  hyperparameters: { epochCount: '2' },
}
const spec = (change: Partial<World['spec']>) => ({ spec: { ...GOOD.spec, ...change } })
const findings = (change: Partial<DataFindings>) => ({
  findings: known({ ...FINDINGS, ...change }),
})
const role = (change: Partial<RoleFact>) => ({ role: known({ ...ROLE, ...change }) })
const bucket = (view: object | undefined, created = true) => ({
  buckets: [
    { name: 'acme-ml', created, view: known(view === undefined ? view : { ...BUCKET, ...view }) },
  ],
})
const live = (change: Partial<FoundationModelView>) => ({
  foundation: known({ ...LIVE, ...change }),
})
const LEGACY = live({
  modelLifecycle: { status: 'LEGACY', endOfLifeTime: '2027-03-30T00:00:00Z' },
})
const existing = (change: object) => ({ files: [{ ...TRAIN, uploaded: false, ...change }] })
const network = (subnetIds: string[], securityGroupIds: string[]) =>
  spec({ vpc: { subnetIds, securityGroupIds } })
const use = (way: 'on-demand' | 'provisioned', model: string, units = 0) => ({
  ...spec({ use: way }),
  model: modelNamed(model),
  modelUnits: known({ all: units, own: units }),
})

const verdictOf = (id: string, change: Partial<World>) =>
  runPreflight({ ...GOOD, ...change }).find((result) => result.id === id)

type Case = readonly [id: string, what: string, change: Partial<World>, status: string, why: string]

const CASES: readonly Case[] = [
  ['001', 'another region', { region: 'eu-west-1' }, 'failed', 'us-east-1, not in eu-west-1'],
  ['002', 'a model unknown here', { foundation: known(undefined) }, 'failed', 'does not know'],
  [
    '002',
    'a model that is not customized',
    live({ customizationsSupported: [] }),
    'failed',
    'no customization',
  ],
  ['002', 'no right to look', { foundation: unknownBecause('denied') }, 'could-not-tell', 'denied'],
  ['003', 'a legacy model', LEGACY, 'failed', 'Legacy until 2027-03-30'],
  [
    '003',
    'a dead model',
    { foundation: known(undefined), model: modelNamed('claude-3-haiku') },
    'failed',
    'end of life on 2026-09-10',
  ],
  [
    '003',
    'no live answer for a legacy model',
    { foundation: unknownBecause('x'), model: modelNamed('llama3-1-8b') },
    'warning',
    'catalogue has it as legacy',
  ],
  [
    '003',
    'no live answer for an active model',
    { foundation: unknownBecause('x') },
    'could-not-tell',
    'x',
  ],
  [
    '004',
    'continued pre-training',
    spec({ customizationType: 'CONTINUED_PRE_TRAINING' }),
    'failed',
    'no active base model',
  ],
  ['005', 'an underscore in the name', spec({ name: 'fraud_1' }), 'failed', 'no _'],
  [
    '006',
    'a taken model name',
    { modelNameTaken: known(true) },
    'failed',
    'custom model fraud-01234567 already',
  ],
  [
    '007',
    'six epochs',
    spec({ hyperparameters: { epochCount: '6' } }),
    'failed',
    'epochCount must be 1 to 5',
  ],
  [
    '007',
    'an unknown hyperparameter',
    spec({ hyperparameters: { epohcCount: '2' } }),
    'failed',
    'did you mean epochCount',
  ],
  ['008', 'a URI with a space', { uriProblems: ['s3://b/a b: no space'] }, 'failed', 'no space'],
  [
    '008',
    'a file name that Nova refuses',
    existing({
      uri: 's3://acme-ml/a!b.jsonl',
      object: known({ sizeBytes: 5, etag: 'e', metadata: {} }),
    }),
    'failed',
    'Nova takes only',
  ],
  ['009', 'a folder', existing({ uri: 's3://acme-ml/data/' }), 'failed', 'must be one file'],
  ['010', 'a missing bucket of another', bucket(undefined, false), 'failed', 'no bucket'],
  ['010', 'a missing bucket of ours', bucket(undefined), 'ok', ''],
  ['010', 'a foreign bucket', bucket({ owned: false }), 'failed', 'another account'],
  ['010', 'a bucket elsewhere', bucket({ region: 'us-west-2' }), 'failed', 'is in us-west-2'],
  ['011', 'an absent object', existing({}), 'failed', 'no object'],
  [
    '011',
    'an empty object',
    existing({ object: known({ sizeBytes: 0, etag: 'e', metadata: {} }) }),
    'failed',
    'empty',
  ],
  [
    '012',
    'output over the data',
    { outputUri: 's3://acme-ml/mlctl/' },
    'warning',
    'also holds the data',
  ],
  ['012', 'output onto the data', { outputUri: TRAIN.uri }, 'failed', 'is the data file'],
  ['013', 'bad lines', findings({ errors: { 'json.syntax': 2 } }), 'failed', 'json.syntax (2)'],
  [
    '013',
    'duplicates',
    findings({ warnings: { 'record.duplicate': 4 } }),
    'warning',
    'record.duplicate (4)',
  ],
  [
    '013',
    'unreadable data',
    { findings: unknownBecause('no object') },
    'could-not-tell',
    'no object',
  ],
  [
    '014',
    'too few records',
    findings({ errors: { 'records.too-few': 1 } }),
    'failed',
    'records.too-few',
  ],
  ['015', 'a long record', findings({ errors: { 'record.tokens': 1 } }), 'failed', 'record.tokens'],
  [
    '015',
    'a record that may be too long',
    findings({ warnings: { 'record.tokens-doubtful': 1 } }),
    'warning',
    'doubtful',
  ],
  [
    '016',
    'a reserved word',
    findings({ errors: { 'converse.reserved-word': 1 } }),
    'failed',
    'reserved-word',
  ],
  [
    '017',
    'validation data for a model without',
    { files: [TRAIN, { ...TRAIN, role: 'validation' }], model: modelNamed('nova-canvas') },
    'failed',
    'takes no validation',
  ],
  [
    '017',
    'validation data for Nova 2 Lite',
    { files: [TRAIN, { ...TRAIN, role: 'validation' }], model: modelNamed('nova-2-lite') },
    'warning',
    'contradict',
  ],
  [
    '018',
    'a role that denies Bedrock',
    role({ refused: [{ what: 'trust', why: 'a Deny' }] }),
    'failed',
    'a Deny',
  ],
  [
    '018',
    'a role to be made',
    role({ exists: false, repairs: ['create role ft'] }),
    'ok',
    'made by this plan',
  ],
  [
    '019',
    'a role without PutObject',
    role({ refused: [{ what: 's3:PutObject on x', why: 'nothing allows it' }] }),
    'failed',
    's3:PutObject',
  ],
  [
    '019',
    'a role to be repaired',
    role({ repairs: ['give rights'] }),
    'ok',
    'repaired by this plan',
  ],
  [
    '019',
    'no right to look at the role',
    { role: unknownBecause('denied') },
    'could-not-tell',
    'denied',
  ],
  [
    '020',
    'a role that may not use the key',
    role({ refused: [{ what: 'kms:Decrypt on k', why: 'no' }] }),
    'failed',
    'kms:Decrypt',
  ],
  [
    '020',
    'a caller that may not use the key',
    { ...spec({ kmsKey: KEY }), keyLacks: known(['kms:Decrypt']) },
    'failed',
    'kms:Decrypt',
  ],
  [
    '020',
    'an alias, on which the role can get no rights',
    spec({ kmsKey: 'alias/mine' }),
    'failed',
    'alias/mine is no key ARN',
  ],
  [
    '020',
    'an alias by ARN',
    spec({ kmsKey: KEY.replace('key/', 'alias/') }),
    'failed',
    'no key ARN',
  ],
  ['020', 'a key elsewhere', spec({ kmsKey: KEY.replace('east', 'west') }), 'failed', 'us-west-1'],
  ['020', 'a key of its own', spec({ kmsKey: KEY }), 'ok', ''],
  [
    '021',
    'a caller without PassRole',
    { callerLacks: known(['iam:PassRole on r']) },
    'failed',
    'iam:PassRole',
  ],
  [
    '021',
    'a caller that cannot be simulated',
    { callerLacks: unknownBecause('root') },
    'could-not-tell',
    'root',
  ],
  ['022', 'subnets alone', network(['subnet-0a1b'], []), 'failed', 'security groups'],
  ['022', 'seventeen subnets', network(Array(17).fill('subnet-0a'), ['sg-1']), 'failed', '1 to 16'],
  ['022', 'no id', network(['net-1'], ['sg-1']), 'failed', 'net-1'],
  ['022', 'a complete network', network(['subnet-0a1b'], ['sg-1']), 'ok', ''],
  ['023', 'an odd tag', spec({ tags: { team: 'a#b' } }), 'failed', 'team=a#b'],
  [
    '024',
    'no room for a model',
    { customModels: known({ count: 100, limit: 100 }) },
    'failed',
    'quota is 100',
  ],
  ['025', 'ten jobs', { jobsInProgress: known(10) }, 'failed', 'at most 10'],
  [
    '026',
    'no units where only units help',
    { ...use('provisioned', 'llama3-1-8b'), spec: GOOD.spec },
    'warning',
    'could not be used',
  ],
  [
    '026',
    'no units where they are wanted',
    use('provisioned', 'llama3-1-8b'),
    'failed',
    'L-BE77399C, L-3632DE15',
  ],
  ['026', 'units enough', use('provisioned', 'llama3-1-8b', 2), 'ok', ''],
  [
    '026',
    'on-demand use of a model without',
    use('on-demand', 'llama3-1-8b', 2),
    'failed',
    'on demand',
  ],
  [
    '026',
    'throughput for a model without',
    use('provisioned', 'llama3-3-70b', 2),
    'failed',
    'Provisioned',
  ],
]

describe('the checks before a training', () => {
  it('pass in a world where nothing stands in the way', () => {
    const results = runPreflight(GOOD)
    expect(results.filter((result) => result.status !== 'ok')).toEqual([])
    expect(preflightOutcome(results)).toBe('go')
  })

  it.each(CASES)('MLC-PF-%s tells %s', (id, _what, change, status, why) => {
    const verdict = verdictOf(`MLC-PF-${id}`, change)
    expect(verdict?.status).toBe(status)
    expect(verdict?.why ?? '').toContain(why)
  })

  it('each have a world in which they fail, and an explanation', () => {
    const failing = new Set(
      CASES.filter(([, , , status]) => status === 'failed').map(([id]) => `MLC-PF-${id}`),
    )
    const explained = new Set(PREFLIGHT_EXPLANATIONS.map(({ id }) => id))
    for (const { id } of PREFLIGHT) {
      expect(failing, id).toContain(id)
      expect(explained, id).toContain(id)
    }
    expect(explained.size).toBe(PREFLIGHT.length)
  })

  it.each<[string, Partial<World>, string]>([
    ['only the data is at fault', findings({ errors: { 'json.syntax': 1 } }), 'data-invalid'],
    [
      'data and more are at fault',
      { ...findings({ errors: { 'json.syntax': 1 } }), jobsInProgress: known(10) },
      'refused',
    ],
    ['something could only not be told', { callerLacks: unknownBecause('root') }, 'go'],
    ['there are only warnings', findings({ warnings: { 'record.duplicate': 1 } }), 'go'],
  ])('when %s the outcome is right', (_what, change, outcome) => {
    expect(preflightOutcome(runPreflight({ ...GOOD, ...change }))).toBe(outcome)
  })
})
