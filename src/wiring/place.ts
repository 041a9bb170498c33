import type { Environment } from '../lib/io/style.ts'
import type { Dialogue } from '../lib/ports/dialogue.ts'
import type { Io } from '../lib/ports/io.ts'
import type { Settings } from '../lib/ports/settings.ts'

/** Where one set of ports works: the user's own folders, or those of a temporary sandbox. */
export type PortsPlace = {
  readonly io: Io
  readonly dialogue: Dialogue
  readonly settings: Settings
  readonly env: Environment
  readonly sandboxFlag: boolean
  readonly workingFolder: string
  readonly journalFolder: string
  readonly sandboxFolder: string
  /** Something goes to the sandbox: calls as if to AWS, or a look at the sandbox itself. */
  readonly onSandbox: (what: { readonly calls: boolean }) => void
  /** The command may take as long as what it starts or follows. */
  readonly mayWait?: boolean
  /** Nobody is asked where calls go, or for what signs them. */
  readonly diagnoses?: boolean
}
