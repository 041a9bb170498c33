import { parseDuration } from './duration.ts'

/** How a setting's value is read. `pairs` is a map of texts. */
export type SettingKind = 'text' | 'number' | 'integer' | 'boolean' | 'duration' | 'list' | 'pairs'

/** One key of mlctl.yaml; with it comes the variable `MLCTL_<KEY>`. */
export type SettingDef = {
  readonly key: string
  readonly kind: SettingKind
  readonly describe: string
  readonly choices?: readonly string[]
  /** Money and tags belong to the project, never to one user's file. */
  readonly projectOnly?: true
}

/** Settings that belong to no single command. */
export const GLOBAL_SETTINGS: readonly SettingDef[] = [
  {
    key: 'target',
    kind: 'text',
    choices: ['aws', 'sandbox'],
    describe: 'Where calls go: aws, or the embedded sandbox',
  },
  { key: 'region', kind: 'text', describe: 'AWS Region' },
  { key: 'profile', kind: 'text', describe: 'Profile of the AWS configuration' },
  { key: 'endpointUrl', kind: 'text', describe: 'Endpoint for all AWS calls' },
  {
    key: 'expectedAccount',
    kind: 'text',
    describe: 'Account id; changes in any other account are refused',
  },
  {
    key: 'tags',
    kind: 'pairs',
    projectOnly: true,
    describe: 'Tags for everything mlctl creates',
  },
  {
    key: 'budget.monthlyUsd',
    kind: 'number',
    projectOnly: true,
    describe: 'Refuse plans that cost more a month',
  },
  {
    key: 'budget.runUsd',
    kind: 'number',
    projectOnly: true,
    describe: 'Refuse plans that cost more once',
  },
  {
    key: 'budget.allowUnknownPrice',
    kind: 'boolean',
    projectOnly: true,
    describe: 'Let plans pass whose price is unknown although a budget is set',
  },
  {
    key: 'catalogue',
    kind: 'text',
    describe: 'File with models and prices that override the shipped catalogue',
  },
  {
    key: 'color',
    kind: 'text',
    choices: ['auto', 'always', 'never'],
    describe: 'Colour on terminals',
  },
  { key: 'timeout', kind: 'duration', describe: 'How long to wait for remote work (0: no limit)' },
]

/** `finetune.baseModel` → `MLCTL_FINETUNE_BASE_MODEL`. */
export const variableOf = (key: string): string =>
  `MLCTL_${key
    .replaceAll('.', '_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()}`

/** The value of a text in the setting's kind, or what is wrong with it. */
export const readSetting = (
  def: SettingDef,
  text: string,
): { readonly value: unknown } | { readonly problem: string } => {
  if (def.kind === 'list') return { value: text.split(',').map((part) => part.trim()) }
  if (def.kind === 'pairs') return readPairs(text.split(','))
  const value = scalar(def.kind, text)
  if (value === undefined) return { problem: `${KIND_WORDS[def.kind]} is needed, got "${text}"` }
  if (def.choices !== undefined && !def.choices.includes(String(value))) {
    return { problem: `one of ${def.choices.join(', ')} is needed, got "${text}"` }
  }
  return { value }
}

/** `k=v` texts as a record. */
export const readPairs = (
  texts: readonly string[],
): { readonly value: Readonly<Record<string, string>> } | { readonly problem: string } => {
  const bad = texts.find((text) => text.indexOf('=') < 1)
  if (bad !== undefined) return { problem: `key=value is needed, got "${bad}"` }
  const entries = texts.map((text) => {
    const at = text.indexOf('=')
    return [text.slice(0, at).trim(), text.slice(at + 1)] as const
  })
  return { value: Object.fromEntries(entries) }
}

export const KIND_WORDS: Readonly<Record<SettingKind, string>> = {
  text: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  duration: 'a duration (30s, 45m, 2h)',
  list: 'a list',
  pairs: 'key=value pairs',
}

const scalar = (kind: SettingKind, text: string): unknown => {
  switch (kind) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
    case 'integer':
      return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined
    case 'boolean':
      return { true: true, '1': true, yes: true, false: false, '0': false, no: false }[
        text.toLowerCase()
      ]
    case 'duration':
      return parseDuration(text)
    case 'text':
      return text
    case 'list':
    case 'pairs':
      return undefined
  }
}
