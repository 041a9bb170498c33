import type { InvokeAnswer } from '../../lib/flows/endpoint/invoke.ts'
import { defineCommand } from '../define.ts'

export const endpointInvoke = defineCommand({
  path: ['endpoint', 'invoke'],
  summary: 'Send a request to an endpoint, and see which variant answered',
  about:
    'The request comes from --body, --file or stdin; an asynchronous endpoint takes it from S3. --variant asks one variant whatever its weight: a smoke test at weight 0.',
  args: { name: 'name', describe: 'Name of the endpoint', required: true },
  flags: {
    body: { spec: '--body <text>', describe: 'The request' },
    file: { spec: '-f, --file <file>', describe: 'The request; - for stdin', completes: 'file' },
    contentType: {
      spec: '--content-type <type>',
      describe: 'Of the request; by the file’s ending, else application/json',
    },
    accept: { spec: '--accept <type>', describe: 'Wanted content type of the answer' },
    variant: { spec: '--variant <name>', describe: 'This variant, whatever the weights' },
    component: { spec: '--component <name>', describe: 'This inference component' },
    targetModel: { spec: '--target-model <file>', describe: 'Model of a multi-model endpoint' },
    stream: { spec: '--stream', describe: 'Show the answer as it arrives', kind: 'boolean' },
    asyncInput: { spec: '--async-input <s3-uri>', describe: 'Asynchronous: the request in S3' },
    repeat: {
      spec: '--repeat <n>',
      describe: 'Send it so often, and count who answers',
      kind: 'integer',
      default: 1,
    },
    out: { spec: '-o, --out <file>', describe: 'Keep the answer here', completes: 'file' },
  },
  changes: 'files',
  iamActions: [
    's3:GetObject',
    'sagemaker:InvokeEndpoint',
    'sagemaker:InvokeEndpointAsync',
    'sagemaker:InvokeEndpointWithResponseStream',
  ],
  examples: [
    { run: 'mlctl endpoint invoke fraud --file request.json', why: 'one request' },
    {
      run: 'mlctl endpoint invoke fraud --variant v2 --file request.csv --repeat 20',
      why: 'smoke test of a variant without traffic',
    },
    {
      run: 'mlctl endpoint invoke slow --async-input s3://acme/in.json --wait',
      why: 'asynchronous, until the answer is there',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { invokeEndpoint } = await import('../../lib/flows/endpoint/invoke.ts')
    return invokeEndpoint(ports, {
      ...flags,
      endpointName: args[0] ?? '',
      stream: flags.stream === true,
      wait: globals.wait ?? true,
      timeoutMs: globals.timeoutMs,
    })
  },
  render: (answer) => {
    if (answer.answeredBy !== undefined) return countsText(answer.answeredBy)
    return answer.streamed ? '' : answerText(answer)
  },
})

const answerText = ({ text, out, outputLocation, bytes }: InvokeAnswer): string =>
  text ??
  (out === undefined
    ? `The answer will be at ${outputLocation ?? 'an unknown place'}.`
    : `${bytes} bytes in ${out}`)

const countsText = (answeredBy: Readonly<Record<string, number>>): string =>
  Object.entries(answeredBy)
    .map(([variant, count]) => `${variant}\t${count}`)
    .join('\n')
