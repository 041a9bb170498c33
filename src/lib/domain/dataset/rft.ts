import type { Turn } from './conversation.ts'
import { ofTurns } from './converse-turns.ts'
import type { RecordLimits } from './limits.ts'
import { isObject, kindOf, NONE, type Place, type RecordRule } from './rule.ts'

const GUIDE = 'https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data.html'
const VALIDATOR =
  'aws-samples/amazon-nova-samples: customization/bedrock-finetuning/understanding/dataset_validation'

/** The side that asks first, then the one that answers. */
export const GRADED_ROLES: readonly string[] = ['user', 'assistant', 'system']
/** A question with what the grader compares the answer to. */
export const RFT_SAMPLE = {
  id: 'payment-1',
  messages: [
    { role: 'system', content: 'You label card payments.' },
    { role: 'user', content: 'amount=214.90 EUR; country=BR' },
  ],
  reference_answer: { label: 'fraud' },
}
const withTurns = (...messages: unknown[]) => ({ ...RFT_SAMPLE, messages })
const user = { role: 'user', content: 'a' }

/** Prompts of reinforcement fine-tuning, for every model that takes it (Bedrock guide, RFT). */
export const RFT_LIMITS: RecordLimits = { min: 100, maxSum: 20_000 }

/** The shape of OpenAI chat completions; other keys go to the grader as metadata. */
export const RFT_RULES: readonly RecordRule[] = [
  {
    id: 'rft.messages',
    severity: 'error',
    what: 'messages is an array of at least one turn',
    why: 'The model is asked with them, and its answer is graded.',
    fix: 'Give a user turn.',
    source: GUIDE,
    check: ({ root }) => messagesPlaces(root.messages),
    example: { accepted: RFT_SAMPLE, refused: withTurns() },
  },
  {
    id: 'rft.role',
    severity: 'error',
    what: 'each turn is an object whose role is system, user or assistant',
    why: 'Other roles, and other spellings, are refused.',
    fix: 'Spell the role in lower case.',
    source: GUIDE,
    fixable: true,
    check: (view) => ofTurns(view, rolePlace),
    example: { accepted: RFT_SAMPLE, refused: withTurns({ role: 'User', content: 'a' }, user) },
  },
  {
    id: 'rft.content',
    severity: 'error',
    what: 'content is a non-empty string',
    why: 'This format has plain text, not blocks.',
    fix: 'Write "content": "…".',
    source: GUIDE,
    fixable: true,
    check: (view) => ofTurns(view, contentPlace),
    example: { accepted: RFT_SAMPLE, refused: withTurns({ role: 'user', content: [] }) },
  },
  {
    id: 'rft.user',
    severity: 'error',
    what: 'at least one turn is the user’s',
    why: 'Without a question there is nothing to answer.',
    fix: 'Add a user turn.',
    source: VALIDATOR,
    check: ({ turns, root }) =>
      turns.length === 0 || turns.some(({ role }) => String(role).toLowerCase() === 'user')
        ? NONE
        : [{ pointer: root.messages === undefined ? '' : '/messages', message: 'no user turn' }],
    example: { accepted: RFT_SAMPLE, refused: withTurns({ role: 'system', content: 'a' }) },
  },
  {
    id: 'rft.reference-answer',
    severity: 'warning',
    what: 'reference_answer is there',
    why: 'A grader that compares has nothing to compare with; one that judges alone needs none.',
    fix: 'Add "reference_answer": any JSON value.',
    source: GUIDE,
    check: ({ root }) =>
      root.reference_answer === undefined
        ? [{ pointer: '', message: 'reference_answer is missing' }]
        : NONE,
    example: { accepted: RFT_SAMPLE, refused: { messages: [user] } },
  },
  {
    id: 'rft.id',
    severity: 'warning',
    what: 'id is a string',
    why: 'The grader gets it back as text.',
    fix: 'Put the id into quotes.',
    source: GUIDE,
    check: ({ root: { id } }) =>
      id === undefined || typeof id === 'string'
        ? NONE
        : [{ pointer: '/id', message: `id is ${kindOf(id)}` }],
    example: { accepted: RFT_SAMPLE, refused: { ...RFT_SAMPLE, id: 7 } },
  },
  {
    id: 'rft.tools',
    severity: 'warning',
    what: 'tools, where given, is a non-empty array of {"type": "function", "function": {"name": …}}',
    why: 'A validator of AWS refuses others; it also demands tools, which the guide’s own examples lack.',
    fix: 'Write the tools in the shape of OpenAI chat completions, or leave them out.',
    source: VALIDATOR,
    check: ({ root }) => toolsPlaces(root.tools),
    example: {
      accepted: { ...RFT_SAMPLE, tools: [{ type: 'function', function: { name: 'lookup' } }] },
      refused: { ...RFT_SAMPLE, tools: [{ name: 'lookup' }] },
    },
  },
]

const messagesPlaces = (messages: unknown): readonly Place[] => {
  if (messages === undefined) return [{ pointer: '', message: 'messages is missing' }]
  const pointer = '/messages'
  if (!Array.isArray(messages)) return [{ pointer, message: `messages is ${kindOf(messages)}` }]
  return messages.length === 0 ? [{ pointer, message: 'messages has no turn' }] : NONE
}

const rolePlace = ({ value, role, at }: Turn): Place | undefined => {
  if (!isObject(value)) return { pointer: at, message: `the turn is ${kindOf(value)}` }
  if (typeof role === 'string' && GRADED_ROLES.includes(role)) return undefined
  return role === undefined
    ? { pointer: at, message: 'role is missing' }
    : { pointer: `${at}/role`, message: `role is ${JSON.stringify(role)}` }
}

const contentPlace = ({ value, content, at }: Turn): Place | undefined => {
  if (!isObject(value)) return undefined
  if (typeof content === 'string' && content.trim() !== '') return undefined
  const pointer = content === undefined ? at : `${at}/content`
  const found = typeof content === 'string' ? 'empty' : kindOf(content)
  return { pointer, message: `content is ${found}` }
}

const toolsPlaces = (tools: unknown): readonly Place[] => {
  if (tools === undefined) return NONE
  if (!Array.isArray(tools) || tools.length === 0) {
    return [
      { pointer: '/tools', message: `tools is ${Array.isArray(tools) ? 'empty' : kindOf(tools)}` },
    ]
  }
  return tools.flatMap((tool: unknown, i) => {
    const named =
      isObject(tool) &&
      tool.type === 'function' &&
      isObject(tool.function) &&
      typeof tool.function.name === 'string'
    return named ? [] : { pointer: `/tools/${i}`, message: 'not a function with a name' }
  })
}
