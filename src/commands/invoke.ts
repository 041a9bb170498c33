import { type AnyCommand, defineCommand } from './define.ts'
import { invokeText } from './invoke-report.ts'

const invokeCommand = defineCommand({
  path: ['invoke'],
  summary: 'Ask a custom model: one prompt, a file of prompts, or a chat',
  about:
    'The target is a deployment or throughput by name or ARN, a custom model (what serves it is found), a base model by its short name, or an inference profile. The system prompt of the training data is used again unless --system gives another. On a terminal, without prompt and file, it is a chat.',
  args: { name: 'target', describe: 'What to ask, by name, id or ARN', required: true },
  flags: {
    prompt: { spec: '-p, --prompt <text>', describe: 'The question; else it is read from stdin' },
    input: {
      spec: '-i, --input <file>',
      describe: 'Questions: JSONL (training records do) or .csv; - for stdin',
      completes: 'file',
    },
    promptField: { spec: '--prompt-field <name>', describe: 'Column or member with the prompt' },
    expect: { spec: '--expect <name>', describe: 'Column or member with the right answer' },
    labelWords: {
      spec: '--label-words <value=word>',
      describe: 'Words for the values of --expect: 1=fraud',
      kind: 'pairs',
    },
    out: {
      spec: '-o, --out <file>',
      describe: 'Keep the answers here (JSONL); a second run asks only what is missing',
      completes: 'file',
    },
    concurrency: {
      spec: '--concurrency <n>',
      describe: 'Questions of a file asked at once',
      kind: 'integer',
      default: 4,
    },
    system: { spec: '--system <text>', describe: 'System prompt; an empty one for none' },
    maxTokens: { spec: '--max-tokens <n>', describe: 'Longest answer', kind: 'integer' },
    temperature: { spec: '--temperature <t>', describe: 'Randomness, 0 to 1', kind: 'number' },
  },
  changes: 'files',
  iamActions: [
    'bedrock:GetCustomModel',
    'bedrock:GetCustomModelDeployment',
    'bedrock:GetProvisionedModelThroughput',
    'bedrock:InvokeModel',
    'bedrock:InvokeModelWithResponseStream',
    'bedrock:ListCustomModelDeployments',
    'bedrock:ListCustomModels',
    'bedrock:ListProvisionedModelThroughputs',
    's3:GetObject',
  ],
  examples: [
    { run: "mlctl invoke fraud-v2 --prompt 'amount=9.90 EUR; hour=03'", why: 'one question' },
    {
      run: 'mlctl invoke fraud-v2 --input validation.jsonl --out answers.jsonl',
      why: 'accuracy and confusion on held-out records',
    },
    { run: 'mlctl invoke nova-micro', why: 'chat with the base model, to compare' },
  ],
  async run(ports, { args, flags }) {
    const { invoke } = await import('../lib/flows/invoke/invoke.ts')
    const { expect: expectField, labelWords = {}, ...rest } = flags
    return invoke(ports, { ...rest, labelWords, expectField, target: args[0] ?? '' })
  },
  render: invokeText,
  exitCode: (result) => (result.mode === 'batch' && result.failed > 0 ? 75 : 0),
})

export const invokeCommands: readonly AnyCommand[] = [invokeCommand]
