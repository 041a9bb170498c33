import { commandLine } from '../../domain/core/command-line.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { type Answer, type Asking, askOnce } from './ask.ts'
import { askAll } from './batch.ts'
import type { Batch } from './batch-report.ts'
import { type Chat, chat } from './chat.ts'
import { readPrompts } from './prompts.ts'
import { systemPromptFor } from './system-prompt.ts'
import { type InvokeTarget, resolveTarget } from './target.ts'

export type InvokeRequest = {
  readonly target: string
  readonly prompt: string | undefined
  readonly input: string | undefined
  readonly promptField: string | undefined
  readonly expectField: string | undefined
  readonly labelWords: Readonly<Record<string, string>>
  readonly out: string | undefined
  readonly system: string | undefined
  readonly maxTokens: number | undefined
  readonly temperature: number | undefined
  readonly concurrency: number
}

export type InvokeResult = Answer | Batch | Chat

/** More at once than this gains nothing under the quotas of requests per minute. */
const MAX_CONCURRENCY = 32

/**
 * One prompt (given or from stdin), the prompts of a file, or a conversation at the terminal.
 * @throws UsageError MLC-INV-008, MLC-INV-011 (flags that exclude each other) and what
 * `resolveTarget` throws.
 */
export const invoke = async (ports: Ports, request: InvokeRequest): Promise<InvokeResult> => {
  checkRequest(request)
  const target = await resolveTarget(ports, await loadCatalogue(ports), request.target)
  const system = await systemPromptFor(ports, target, request.system)
  const { maxTokens, temperature } = request
  const asking: Asking = { system, maxTokens, temperature }
  if (request.input !== undefined) return ofFile(ports, target, { request, asking })
  const prompt = request.prompt ?? (await ports.dialogue.readInput())
  if (prompt !== undefined) {
    if (prompt.trim() === '') {
      throw new UsageError('MLC-INV-008', 'The prompt is empty.', {
        hint: 'Ask with --prompt <text>, through a pipe, or a whole file with --input <file>.',
      })
    }
    return askOnce(ports, target, { ...asking, prompt })
  }
  return chat(ports, target, asking)
}

const checkRequest = (request: InvokeRequest): void => {
  if (request.prompt !== undefined && request.input !== undefined) {
    throw new UsageError('MLC-INV-011', '--prompt and --input exclude each other.')
  }
  if (request.out !== undefined && request.input === undefined) {
    throw new UsageError('MLC-INV-011', '--out needs --input: it keeps the answers to a file.')
  }
  const { concurrency } = request
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
    throw new UsageError('MLC-INV-011', `--concurrency must be 1 to ${MAX_CONCURRENCY}.`)
  }
}

const ofFile = async (
  ports: Ports,
  target: InvokeTarget,
  { request, asking }: { readonly request: InvokeRequest; readonly asking: Asking },
): Promise<Batch> => {
  const { promptField, expectField, labelWords, out, concurrency, input = '-' } = request
  const records = await readPrompts(ports, { path: input, promptField, expectField, labelWords })
  const command = commandOf(request)
  return askAll(ports, target, { ...asking, records, out, concurrency, command })
}

const commandOf = (request: InvokeRequest): string =>
  commandLine(['invoke', request.target], {
    input: request.input,
    'prompt-field': request.promptField,
    expect: request.expectField,
    'label-words': Object.entries(request.labelWords).map(([from, to]) => `${from}=${to}`),
    out: request.out,
    system: request.system,
    'max-tokens': request.maxTokens,
    temperature: request.temperature,
    concurrency: request.concurrency,
  })
