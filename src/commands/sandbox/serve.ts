import { defineCommand } from '../define.ts'

export const sandboxServe = defineCommand({
  path: ['sandbox', 'serve'],
  summary: 'Serve the sandbox on a loopback port for the AWS CLI, boto3 and other clients',
  about: 'Point a client at it with AWS_ENDPOINT_URL and any credentials. Ends with Ctrl-C.',
  flags: {
    port: {
      spec: '--port <n>',
      describe: 'Port; 0 takes a free one',
      kind: 'integer',
      default: 4567,
    },
  },
  changes: 'files',
  streams: true,
  iamActions: [],
  examples: [
    {
      run: 'mlctl sandbox serve --port 4567',
      why: 'then: AWS_ENDPOINT_URL=http://127.0.0.1:4567 aws s3 ls',
    },
  ],
  async run(ports, { flags }) {
    const { serveSandbox } = await import('../../lib/flows/sandbox/serve.ts')
    return serveSandbox(ports, flags.port)
  },
  render: ({ url }) => `Served ${url}; stopped.`,
})
