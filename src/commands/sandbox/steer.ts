import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../define.ts'

export const sandboxClock = defineCommand({
  path: ['sandbox', 'clock'],
  summary:
    'How fast time passes: real, instant, skip (what mlctl waits for), xN, or a fixed ISO time',
  args: {
    name: 'clock',
    describe: 'real | instant | skip | x60 | 2026-11-22T10:00:00Z',
    required: true,
  },
  flags: {},
  changes: 'files',
  iamActions: [],
  examples: [{ run: 'mlctl sandbox clock x60', why: 'a job of an hour takes a minute' }],
  async run(ports, { args }) {
    await ports.sandbox.setClock(args[0] ?? 'real')
    return { clock: (await ports.sandbox.status()).clock }
  },
  render: ({ clock }) => `Clock: ${clock}`,
})

export const sandboxSeed = defineCommand({
  path: ['sandbox', 'seed'],
  summary: 'Set the seed that drives everything random in the sandbox',
  args: { name: 'seed', describe: 'Any word', required: true },
  flags: {},
  changes: 'files',
  iamActions: [],
  examples: [{ run: 'mlctl sandbox seed 42', why: 'the same line gives the same result' }],
  async run(ports, { args }) {
    await ports.sandbox.seed(args[0] ?? '')
    return { seed: args[0] ?? '' }
  },
  render: ({ seed }) => `Seed: ${seed}`,
})

export const sandboxFaults = defineCommand({
  path: ['sandbox', 'faults'],
  summary: 'Add, clear or list faults: throttling, errors, resets, delays, lost answers, lost spot',
  flags: {
    add: {
      spec: '--add <json>',
      describe:
        'A rule: {"match":"bedrock.Create*","times":2,…}, or {"train":"interrupt","name":"fraud"} for training jobs',
    },
    clear: { spec: '--clear', describe: 'Remove all rules', kind: 'boolean' },
  },
  changes: 'files',
  iamActions: [],
  items: 'faults',
  examples: [
    {
      run: `mlctl sandbox faults --add '{"match":"s3.UploadPart","times":1,"error":"SlowDown"}'`,
      why: 'see how an upload survives throttling',
    },
    {
      run: `mlctl sandbox faults --add '{"train":"interrupt","name":"fraud","times":1}'`,
      why: 'the next training job of this name loses its spot capacity half-way',
    },
  ],
  async run(ports, { flags }) {
    if (flags.clear === true) await ports.sandbox.clearFaults()
    if (flags.add !== undefined) await ports.sandbox.addFault(ruleOf(flags.add))
    return { faults: (await ports.sandbox.status()).faults }
  },
  render: ({ faults }) =>
    faults.length === 0 ? 'No faults.' : faults.map((rule) => JSON.stringify(rule)).join('\n'),
})

export const sandboxQuota = defineCommand({
  path: ['sandbox', 'quota'],
  summary: 'Grant a service quota in the sandbox, as a Support case would',
  args: { name: 'code', describe: 'Quota code, for example L-BE77399C', required: true },
  flags: { value: { spec: '--value <n>', describe: 'New value', kind: 'number', required: true } },
  changes: 'files',
  iamActions: [],
  examples: [{ run: 'mlctl sandbox quota L-BE77399C --value 2', why: 'allow two model units' }],
  async run(ports, { args, flags }) {
    await ports.sandbox.grantQuota(args[0] ?? '', flags.value)
    return { quotaCode: args[0] ?? '', value: flags.value }
  },
  render: ({ quotaCode, value }) => `${quotaCode} = ${value}`,
})

const ruleOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const rule: unknown = JSON.parse(text)
    if (rule !== null && typeof rule === 'object' && !Array.isArray(rule)) {
      return rule as Readonly<Record<string, unknown>>
    }
  } catch {
    // Falls through to the one error that says what is needed.
  }
  throw new UsageError('MLC-SBX-002', '--add takes a JSON object.', {
    hint: `For example --add '{"match":"bedrock.Create*","times":2,"error":"ThrottlingException"}'`,
  })
}
