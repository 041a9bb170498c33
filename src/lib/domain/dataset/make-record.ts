import type { RecordFormatName } from './limits.ts'
import type { JsonObject } from './rule.ts'

/** The texts of one record, whatever its format. */
export type RecordTexts = {
  readonly prompt: string
  readonly completion: string
  readonly system?: string | undefined
}

/** The one value of schemaVersion that any model takes (AWS's schema for Llama and distillation). */
const SCHEMA_VERSION = 'bedrock-conversation-2024'

/**
 * A record of a format from its texts. The flat formats have no place for a system prompt: it goes
 * before the prompt. Undefined for formats that are not made of a prompt and an answer.
 */
export const makeRecord = (
  format: RecordFormatName,
  { prompt, completion, system }: RecordTexts,
): JsonObject | undefined => {
  const withSystem = system === undefined ? prompt : `${system}\n\n${prompt}`
  switch (format) {
    case 'converse':
      return {
        schemaVersion: SCHEMA_VERSION,
        ...(system === undefined ? {} : { system: [{ text: system }] }),
        messages: [
          { role: 'user', content: [{ text: prompt }] },
          { role: 'assistant', content: [{ text: completion }] },
        ],
      }
    case 'prompt-completion':
      return { prompt: withSystem, completion }
    case 'haiku':
      return {
        ...(system === undefined ? {} : { system }),
        messages: [
          { role: 'user', content: prompt },
          { role: 'assistant', content: completion },
        ],
      }
    case 'continued-pre-training':
      return { input: completion === '' ? withSystem : `${withSystem}\n${completion}` }
    case 'distill-prompts':
      return {
        schemaVersion: SCHEMA_VERSION,
        ...(system === undefined ? {} : { system: [{ text: system }] }),
        messages: [
          { role: 'user', content: [{ text: prompt }] },
          // A golden example; the teacher answers where there is none.
          ...(completion === '' ? [] : [{ role: 'assistant', content: [{ text: completion }] }]),
        ],
      }
    case 'rft':
      return {
        messages: [
          ...(system === undefined ? [] : [{ role: 'system', content: system }]),
          { role: 'user', content: prompt },
        ],
        ...(completion === '' ? {} : { reference_answer: completion }),
      }
    case 'invocation-log':
    case 'image-caption':
      return undefined
  }
}
