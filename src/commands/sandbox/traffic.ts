import { defineCommand } from '../define.ts'

export const sandboxTraffic = defineCommand({
  path: ['sandbox', 'traffic'],
  summary: 'Let requests come to an endpoint of the sandbox',
  about:
    'Nothing runs in the background: metrics are computed from this traffic, the weights over time and the seed when somebody reads them. Times are the sandbox’s own.',
  flags: {
    endpoint: { spec: '--endpoint <name>', describe: 'Endpoint name', required: true },
    rps: { spec: '--rps <n>', describe: 'Mean requests per second', kind: 'number' },
    for: { spec: '--for <duration>', describe: 'How long (1h unless given)', kind: 'duration' },
    since: {
      spec: '--since <duration>',
      describe: 'It began so long ago; now unless given',
      kind: 'duration',
    },
    shape: {
      spec: '--shape <shape>',
      describe: 'Even, by the hours of the day, or in bursts',
      choices: ['flat', 'daily', 'burst'],
      default: 'flat',
    },
    errorRate: {
      spec: '--error-rate <share>',
      describe: 'Share that fails with 5xx, 0 to 1; for one variant: v2=0.05; repeatable',
      kind: 'list',
    },
    latency: {
      spec: '--latency <ms>',
      describe: 'Median latency in milliseconds; for one variant: v2=120; repeatable',
      kind: 'list',
    },
    stop: { spec: '--stop', describe: 'End all traffic to the endpoint', kind: 'boolean' },
  },
  changes: 'files',
  iamActions: [],
  examples: [
    {
      run: 'mlctl sandbox traffic --endpoint fraud --rps 20 --for 10m',
      why: 'ten minutes of even traffic from now',
    },
    {
      run: 'mlctl sandbox traffic --endpoint fraud --rps 20 --for 2h --since 1h --error-rate v2=0.05',
      why: 'an hour behind us and one to come; variant v2 fails one in twenty',
    },
  ],
  async run(ports, { flags }) {
    const { steerTraffic } = await import('../../lib/flows/sandbox/traffic.ts')
    return steerTraffic(ports, {
      endpoint: flags.endpoint,
      rps: flags.rps,
      forMs: flags.for ?? 3_600_000,
      sinceMs: flags.since,
      shape: flags.shape,
      errorRates: flags.errorRate ?? [],
      latencies: flags.latency ?? [],
      stop: flags.stop === true,
    })
  },
  render: (result) =>
    result.status === 'stopped'
      ? `No more requests to ${result.endpoint}.`
      : `${result.requestsPerSecond} requests/s (${result.shape}) to ${result.endpoint} from ${result.from} to ${result.to}.`,
})
