import { parseS3Uri } from '../../domain/core/arn.ts'
import { firstRecord, systemOf } from '../../domain/invoke/records.ts'
import { MlctlError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { InvokeTarget } from './target.ts'

/** A system prompt longer than this is not worth a guess; a record may be up to megabytes. */
const HEAD_BYTES = 64 * 1024

export type SystemPrompt = {
  readonly text: string
  readonly from: 'flag' | 'training data'
}

/**
 * The system prompt to ask with: the given one, else that of the model's training data, because a
 * model answers best in the words it was trained with (Nova user guide). An empty `given` means none.
 */
export const systemPromptFor = async (
  ports: Pick<Ports, 'customModels' | 'objects' | 'io'>,
  target: InvokeTarget,
  given: string | undefined,
): Promise<SystemPrompt | undefined> => {
  if (given !== undefined) return given === '' ? undefined : { text: given, from: 'flag' }
  const text = await trainedWith(ports, target.modelArn)
  if (text === undefined) return undefined
  ports.io.note('Asking with the system prompt of the training data (--system replaces it).')
  return { text, from: 'training data' }
}

/** Never a reason to fail: who may ask a model need not be allowed to read its data. */
const trainedWith = async (
  ports: Pick<Ports, 'customModels' | 'objects' | 'io'>,
  modelArn: string | undefined,
): Promise<string | undefined> => {
  if (modelArn === undefined) return undefined
  try {
    const uri = (await ports.customModels.find(modelArn))?.trainingS3Uri
    const at = uri === undefined ? undefined : parseS3Uri(uri)
    if (at === undefined) return undefined
    const head = await ports.objects.head(at)
    if (head === undefined || head.sizeBytes === 0) return undefined
    const end = Math.min(head.sizeBytes, HEAD_BYTES)
    return systemOf(firstRecord(await textOf(await ports.objects.get(at, { start: 0, end }))))
  } catch (error) {
    if (!(error instanceof MlctlError)) throw error
    ports.io.detail(`The system prompt of the training data is not known: ${error.message}`)
    return undefined
  }
}

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true })
  return text
}
