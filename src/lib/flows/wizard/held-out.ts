import { parseS3Uri } from '../../domain/core/arn.ts'
import { isProblem, recordOfJson } from '../../domain/invoke/records.ts'
import { AccessError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** The first record lies within this, or is no prompt for a terminal. */
const HEAD_BYTES = 64 * 1024

/** The prompt of a record that the model has not been trained on; undefined when there is none. */
export const heldOutPrompt = async (
  ports: Pick<Ports, 'objects'>,
  validationS3Uri: string | undefined,
): Promise<string | undefined> => {
  const at = validationS3Uri === undefined ? undefined : parseS3Uri(validationS3Uri)
  if (at === undefined) return undefined
  try {
    const size = (await ports.objects.head(at))?.sizeBytes ?? 0
    if (size === 0) return undefined
    const decoder = new TextDecoder()
    let text = ''
    const range = { start: 0, end: Math.min(size, HEAD_BYTES) }
    for await (const chunk of await ports.objects.get(at, range)) {
      text += decoder.decode(chunk, { stream: true })
    }
    const record = recordOfJson(text.split('\n')[0] ?? '', 1)
    return isProblem(record) ? undefined : record.prompt
  } catch (error) {
    // A proposal only: who may train need not be allowed to read.
    if (error instanceof AccessError || error instanceof StateError) return undefined
    throw error
  }
}
