import { moneyText } from '../lib/domain/core/money.ts'
import { defineCommand } from './define.ts'

export const demoCommand = defineCommand({
  path: ['demo'],
  summary: 'The whole path in a fresh sandbox: data, training, deployment, accuracy, canaries',
  about:
    'Needs no AWS account and pays nothing. Every stage shows the command that does the same for your data, and its result is checked; the exit code is 0 only when all of them hold.',
  flags: {
    keep: {
      spec: '--keep',
      describe: 'Leave the folder with data, recipe and sandbox, and say where it is',
      kind: 'boolean',
    },
  },
  changes: 'nothing',
  iamActions: [],
  examples: [
    { run: 'mlctl demo', why: 'in less than a minute' },
    { run: 'mlctl demo --keep', why: 'to look at what was made' },
    { run: 'mlctl demo --json', why: 'every stage with its checks' },
  ],
  items: 'stages',
  async run(ports, { flags }) {
    const { demo } = await import('../lib/flows/demo/demo.ts')
    return demo(ports, { keep: flags.keep === true })
  },
  render: (result, { style }) => {
    const { ok, stages, seconds, accuracy, created = [], estimate, canaries, folder } = result
    const checks = stages.flatMap((stage) => stage.checks)
    const held = checks.filter((check) => check.ok).length
    const cost = estimate?.cost
    const storage = estimate?.storagePerMonth
    return [
      '',
      style.bold(`${held} of ${checks.length} checks hold, in ${seconds} s`),
      ...(accuracy === undefined
        ? []
        : [
            `  Accuracy on ${accuracy.records} held-out records: ${percent(accuracy.custom)}; the untrained stand-in ${percent(accuracy.base)}`,
          ]),
      ...(canaries === undefined
        ? []
        : [
            `  Canaries: the bad one was taken back after ${minutes(canaries.badEndedAfterSeconds)} and ${canaries.badRequests} failed requests, the good one promoted in ${minutes(canaries.goodEndedAfterSeconds)} (the sandbox's time)`,
          ]),
      ...(created.length === 0 ? [] : ['  Created (in the sandbox):']),
      ...created.map((step) => `    ${step}`),
      ...(cost === undefined
        ? []
        : [
            `  On AWS: training ${moneyText(cost.low)} to ${moneyText(cost.high)}, model kept ${storage === undefined ? 'at an unknown price' : `${moneyText(storage)} a month`}, deployment $0 while idle`,
          ]),
      ...(ok
        ? [
            '  The same with your data, on AWS:',
            '    mlctl finetune wizard',
            '  or, in a script:',
            "    mlctl dataset prepare data.csv --model nova-micro --prompt 'amount={amount}' --completion-column label -o train.jsonl",
            '    mlctl finetune run --name my-model --base-model nova-micro --train train.jsonl --yes --wait',
            '    mlctl deployment create --model MODEL --yes --wait',
          ]
        : ['  The demo did not hold: please report it with the output of mlctl demo --json.']),
      ...(folder === undefined ? [] : [`  Everything lies in ${folder}`]),
    ].join('\n')
  },
  exitCode: ({ ok }) => (ok ? 0 : 1),
})

const minutes = (seconds: number): string => `${Math.round(seconds / 60)} min`

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
