import type { Block } from './conversation.ts'
import { badBlocks, bodyOf } from './converse-media.ts'
import { SAMPLE } from './converse-turns.ts'
import { isObject, type RecordRule } from './rule.ts'

const NOVA_2 = 'https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-fine-tune-2.html'

const thought = { reasoningContent: { reasoningText: { text: 'foreign card, at night' } } }
const [question, answer] = SAMPLE.messages
const asked = (...content: unknown[]) => ({
  ...SAMPLE,
  messages: [{ role: 'user', content: [{ text: 'a' }, ...content] }, answer],
})
const answered = (...content: unknown[]) => ({
  ...SAMPLE,
  messages: [question, { role: 'assistant', content: [...content, { text: 'fraud' }] }],
})

/** Reasoning blocks (R13), for models that train on them. */
export const REASONING_RULES: readonly RecordRule[] = [
  {
    id: 'converse.reasoning',
    severity: 'error',
    what: 'reasoningContent stands in assistant turns and holds reasoningText.text',
    why: 'Only the model reasons, and only in text.',
    fix: 'Write {"reasoningContent": {"reasoningText": {"text": "…"}}} in the assistant turn.',
    source: NOVA_2,
    check: (view) =>
      badBlocks(
        view,
        (block) =>
          block.kind === 'reasoningContent' && (block.owner !== 'assistant' || !hasThought(block)),
        'is misplaced or has no text',
      ),
    example: { accepted: answered(thought), refused: asked(thought) },
  },
  {
    id: 'converse.thinking-tag',
    severity: 'warning',
    what: 'no <thinking> tags in an assistant text',
    why: 'Reasoning goes into reasoningContent, where the model supports it.',
    fix: 'Move the text between the tags into reasoningContent, or remove it.',
    source: NOVA_2,
    check: (view) =>
      badBlocks(
        view,
        ({ owner, text }) => owner === 'assistant' && /<\/?thinking>/.test(text ?? ''),
        'has a <thinking> tag',
      ),
    example: { accepted: SAMPLE, refused: answered({ text: '<thinking>hm</thinking>' }) },
  },
]

const hasThought = (block: Block): boolean => {
  const { reasoningText } = bodyOf(block)
  return isObject(reasoningText) && typeof reasoningText.text === 'string'
}
