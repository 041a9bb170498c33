import { nearest } from '../core/nearest.ts'
import { meantRole, type Turn } from './conversation.ts'
import { isObject, kindOf, NONE, type Place, type RecordRule, type RecordView } from './rule.ts'

const NOVA =
  'https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html'
const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'

/** Turns of text. */
export const user = (text: string) => ({ role: 'user', content: [{ text }] })
export const assistant = (text: string) => ({ role: 'assistant', content: [{ text }] })
/** A record that every model with this format accepts. */
export const SAMPLE = {
  schemaVersion: 'bedrock-conversation-2024',
  system: [{ text: 'You label card payments.' }],
  messages: [user('amount=214.90 EUR; country=BR'), assistant('fraud')],
}
/** The sample with other turns. */
export const withMessages = (...messages: unknown[]) => ({ ...SAMPLE, messages })

const ROLES = ['user', 'assistant']
/** Shape and order of turns (R1, R2): conversation records of every model. */
export const TURN_RULES: readonly RecordRule[] = [
  {
    id: 'converse.messages',
    severity: 'error',
    what: 'messages is an array of at least two turns',
    why: 'A model learns from a question and its answer: one turn has no answer.',
    fix: 'Give a user turn and an assistant turn.',
    source: NOVA,
    check: ({ root }) => messagesPlaces(root.messages),
    example: { accepted: SAMPLE, refused: withMessages(user('only a question')) },
  },
  {
    id: 'converse.turn',
    severity: 'error',
    what: 'each turn is an object with role and content',
    why: 'Bedrock reads nothing else as a turn.',
    fix: 'Write {"role": "user", "content": [{"text": "…"}]}.',
    source: GUIDE,
    check: (view) =>
      ofTurns(view, ({ value, at }) =>
        isObject(value) ? undefined : { pointer: at, message: `the turn is ${kindOf(value)}` },
      ),
    example: { accepted: SAMPLE, refused: withMessages('hello', assistant('fraud')) },
  },
  {
    id: 'converse.role',
    severity: 'error',
    what: 'role is user or assistant, in lower case',
    why: 'Other roles, and other spellings, are refused.',
    fix: 'Spell the role "user" or "assistant"; a system prompt goes into "system".',
    source: NOVA,
    fixable: true,
    check: (view) => ofTurns(view, rolePlace),
    example: {
      accepted: SAMPLE,
      refused: withMessages({ role: 'User', content: [{ text: 'a' }] }, assistant('b')),
    },
  },
  {
    id: 'converse.first-role-user',
    severity: 'error',
    what: 'the first turn is the user’s',
    why: 'Training expects question, then answer.',
    fix: 'Start with a user turn; move instructions into "system".',
    source: NOVA,
    check: ({ turns }) =>
      roleOf(turns[0]) === 'assistant'
        ? [{ pointer: '/messages/0/role', message: 'the first turn is the assistant’s' }]
        : NONE,
    example: {
      accepted: SAMPLE,
      refused: withMessages(assistant('x'), user('a'), assistant('b')),
    },
  },
  {
    id: 'converse.alternate',
    severity: 'error',
    what: 'turns alternate between user and assistant',
    why: 'Two turns of one side in a row are refused.',
    fix: 'Join the two turns, or put the missing turn between them.',
    source: NOVA,
    check: ({ turns }) =>
      turns.flatMap((turn, i) => {
        const role = roleOf(turn)
        const same = i > 0 && role !== undefined && role === roleOf(turns[i - 1])
        return same ? { pointer: `${turn.at}/role`, message: `two ${role} turns in a row` } : []
      }),
    example: { accepted: SAMPLE, refused: withMessages(user('a'), user('b'), assistant('c')) },
  },
  {
    id: 'converse.last-role-assistant',
    severity: 'error',
    what: 'the last turn is the assistant’s',
    why: 'The last answer is what the model learns to give.',
    fix: 'End with an assistant turn, or drop the last user turn.',
    source: NOVA,
    check: ({ turns }) =>
      turns.length > 1 && roleOf(turns.at(-1)) === 'user'
        ? [{ pointer: `${turns.at(-1)?.at}/role`, message: 'the last turn is the user’s' }]
        : NONE,
    example: { accepted: SAMPLE, refused: withMessages(user('a'), assistant('b'), user('c')) },
  },
]

/** The role as meant, so that a wrong spelling is reported once and not again as a wrong order. */
const roleOf = (turn: Turn | undefined) => meantRole(turn?.role)

/** The places of all turns that have one. */
export const ofTurns = (
  { turns }: RecordView,
  place: (turn: Turn) => Place | undefined,
): readonly Place[] => {
  let places: Place[] | undefined
  for (const turn of turns) {
    const found = place(turn)
    if (found === undefined) continue
    places ??= []
    places.push(found)
  }
  return places ?? NONE
}

const messagesPlaces = (messages: unknown): readonly Place[] => {
  if (messages === undefined) return [{ pointer: '', message: 'messages is missing' }]
  const pointer = '/messages'
  if (!Array.isArray(messages)) return [{ pointer, message: `messages is ${kindOf(messages)}` }]
  if (messages.length >= 2) return NONE
  const count = messages.length === 0 ? 'no turn' : 'one turn only'
  return [{ pointer, message: `messages has ${count}` }]
}

const rolePlace = ({ value, role, at }: Turn): Place | undefined => {
  if (!isObject(value) || (typeof role === 'string' && ROLES.includes(role))) return undefined
  if (typeof role !== 'string') return { pointer: at, message: `role is ${kindOf(role)}` }
  const meant = meantRole(role) ?? nearest(role, ROLES)[0]
  const ask = meant === undefined ? '' : `; did you mean "${meant}"?`
  return { pointer: `${at}/role`, message: `role is ${JSON.stringify(role)}${ask}` }
}
