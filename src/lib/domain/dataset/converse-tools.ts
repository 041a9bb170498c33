import type { Block } from './conversation.ts'
import { bodyOf } from './converse-media.ts'
import { SAMPLE } from './converse-turns.ts'
import {
  isObject,
  type JsonObject,
  NONE,
  type Place,
  type RecordRule,
  type RecordView,
} from './rule.ts'

const NOVA_2 = 'https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-fine-tune-2.html'

const use = { toolUse: { toolUseId: 't1', name: 'lookup', input: {} } }
const result = { toolResult: { toolUseId: 't1', content: [{ text: 'DE' }] } }
const spec = {
  toolSpec: { name: 'lookup', description: 'd', inputSchema: { json: { type: 'object' } } },
}
const turn = (role: string, ...content: unknown[]) => ({ role, content })
const TOOLS = {
  ...SAMPLE,
  toolConfig: { tools: [spec] },
  messages: [
    turn('user', { text: 'a' }),
    turn('assistant', use),
    turn('user', result),
    turn('assistant', { text: 'b' }),
  ],
}

/** Tool definitions, calls and results (R14), for models that train on them. */
export const TOOL_RULES: readonly RecordRule[] = [
  {
    id: 'converse.tool-place',
    severity: 'error',
    what: 'toolUse stands in assistant turns, toolResult in user turns',
    why: 'The model asks for a tool, the caller answers.',
    fix: 'Move the block into the other side’s turn.',
    source: NOVA_2,
    check: (view) =>
      view.blocks.flatMap(({ kind, owner, at }) =>
        (kind === 'toolUse' && owner !== 'assistant') || (kind === 'toolResult' && owner !== 'user')
          ? { pointer: at, message: `${kind} in a ${owner} turn` }
          : [],
      ),
    example: {
      accepted: TOOLS,
      refused: {
        ...TOOLS,
        messages: [
          turn('user', { text: 'a' }, use),
          turn('assistant', { text: 'b' }),
          ...TOOLS.messages.slice(2),
        ],
      },
    },
  },
  {
    id: 'converse.tool-ids',
    severity: 'error',
    what: 'each toolUseId is used once and answered by a later toolResult',
    why: 'A call without its result, or a result without its call, is refused.',
    fix: 'Give call and result the same toolUseId, and no other pair the same one.',
    source: NOVA_2,
    check: (view) => idPlaces(view.blocks),
    example: {
      accepted: TOOLS,
      refused: {
        ...TOOLS,
        messages: [
          ...TOOLS.messages.slice(0, 2),
          turn('user', { text: 'no result' }),
          ...TOOLS.messages.slice(3),
        ],
      },
    },
  },
  {
    id: 'converse.tool-config',
    severity: 'error',
    what: 'toolConfig.tools lists toolSpec objects with unique names and an inputSchema.json that has a type',
    why: 'Bedrock checks the definitions as JSON Schema.',
    fix: 'Write {"toolSpec": {"name": "…", "description": "…", "inputSchema": {"json": {"type": "object"}}}}.',
    source: NOVA_2,
    check: configPlaces,
    example: {
      accepted: TOOLS,
      refused: { ...TOOLS, toolConfig: { tools: [spec, spec] } },
    },
  },
  {
    id: 'converse.tool-unknown',
    severity: 'error',
    what: 'a toolUse names a tool of toolConfig',
    why: 'The model must know the tools it is trained to call.',
    fix: 'Define the tool in toolConfig.tools, or correct the name.',
    source: NOVA_2,
    check: (view) => {
      const names = new Set(toolSpecs(view.root).map((tool) => tool.name))
      return view.blocks.flatMap((block) => {
        const name = bodyOf(block).name
        return block.kind === 'toolUse' && !names.has(name)
          ? { pointer: block.at, message: `the tool ${JSON.stringify(name)} is not defined` }
          : []
      })
    },
    example: {
      accepted: TOOLS,
      refused: { ...TOOLS, toolConfig: { tools: [] } },
    },
  },
]

const toolsOf = ({ toolConfig }: JsonObject): readonly unknown[] =>
  isObject(toolConfig) && Array.isArray(toolConfig.tools) ? toolConfig.tools : []

/** The tools that a record defines, as far as they are objects. */
export const toolSpecs = (root: JsonObject): readonly JsonObject[] =>
  toolsOf(root).flatMap((tool) =>
    isObject(tool) && isObject(tool.toolSpec) ? [tool.toolSpec] : [],
  )

const idPlaces = (blocks: readonly Block[]): readonly Place[] => {
  const open = new Map<unknown, string>()
  const used = new Set<unknown>()
  const places: Place[] = []
  for (const block of blocks) {
    const id = bodyOf(block).toolUseId
    const name = JSON.stringify(id) ?? 'without toolUseId'
    if (block.kind === 'toolUse') {
      if (used.has(id)) places.push({ pointer: block.at, message: `${name} is used twice` })
      used.add(id)
      open.set(id, block.at)
    } else if (block.kind === 'toolResult' && !open.delete(id)) {
      places.push({ pointer: block.at, message: `the result ${name} answers no call before it` })
    }
  }
  for (const [id, pointer] of open) {
    places.push({ pointer, message: `the call ${JSON.stringify(id)} has no result` })
  }
  return places.length === 0 ? NONE : places
}

/** What of the definitions of tools breaks a rule. */
export function configPlaces({ root }: Pick<RecordView, 'root'>): readonly Place[] {
  if (root.toolConfig === undefined) return NONE
  if (!isObject(root.toolConfig) || !Array.isArray(root.toolConfig.tools)) {
    return [{ pointer: '/toolConfig', message: 'toolConfig has no array tools' }]
  }
  const names = new Set<unknown>()
  return toolsOf(root).flatMap((tool, i) => {
    const pointer = `/toolConfig/tools/${i}`
    const spec = isObject(tool) ? tool.toolSpec : undefined
    if (!isObject(spec) || typeof spec.name !== 'string') {
      return { pointer, message: 'the tool has no toolSpec with a name' }
    }
    const schema = isObject(spec.inputSchema) ? spec.inputSchema.json : undefined
    if (!isObject(schema) || schema.type === undefined) {
      return { pointer, message: `${spec.name} has no inputSchema.json with a type` }
    }
    if (names.has(spec.name)) return { pointer, message: `${spec.name} is defined twice` }
    names.add(spec.name)
    return []
  })
}
