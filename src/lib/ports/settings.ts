/** Configuration after flag > MLCTL_* > mlctl.yaml > user file > default. */
export interface Settings {
  /** The value of a key of the settings table, and where it comes from; undefined when nobody set it. */
  get(key: string): Setting | undefined
  /** All keys with a value. */
  all(): readonly Setting[]
  /** Path of the mlctl.yaml in force. */
  readonly projectFile: string | undefined
  /** Folder of mlctl.yaml, else the working directory: relative paths in settings resolve here. */
  readonly projectFolder: string
  /** What could not be read, for commands that look at a broken setup; elsewhere it is thrown. */
  readonly problems?: readonly SettingProblem[]
}

export type SettingProblem = {
  readonly code: string
  readonly message: string
  readonly why?: string
  readonly hint?: string
}

export type Origin = 'flag' | 'environment' | 'project' | 'user' | 'default'

export type Setting = {
  readonly key: string
  readonly value: unknown
  readonly origin: Origin
  /** The flag, the variable or the file with its line. */
  readonly source: string
}
