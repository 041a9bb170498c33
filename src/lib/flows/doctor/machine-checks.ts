import { isoTime } from '../../domain/core/duration.ts'
import { ok, type Verdict } from '../../domain/doctor/checks.ts'
import {
  type BundleLook,
  judgeBundle,
  judgeConfiguration,
  judgeDisk,
  judgeNode,
  judgeState,
} from '../../domain/doctor/machine.ts'
import { UsageError } from '../../errors.ts'
import { ENGINE_NAMES, type EngineName, type EngineState } from '../../ports/container-engine.ts'
import type { Machine } from '../../ports/machine.ts'
import type { Look } from './look.ts'
import type { Check } from './run-checks.ts'

/** What can be looked at without a network. */
export const machineChecks = (look: Look): readonly Check[] => {
  const { machine, settings } = look.ports
  return [
    { id: 'D11', needs: [], run: async () => [judgeNode(machine.nodeVersion)] },
    { id: 'D12', needs: [], run: async () => [await diskOf(machine)] },
    {
      id: 'D14',
      needs: [],
      run: async () => {
        const { state } = machine.folders
        return [judgeState(state, await machine.folder(state))]
      },
    },
    {
      id: 'D13',
      needs: [],
      run: async () =>
        judgeConfiguration({
          projectFile: settings.projectFile,
          count: settings.all().length,
          problems: settings.problems ?? [],
        }),
    },
    {
      id: 'D09',
      needs: [],
      idle: look.need.engine === 'none' ? 'no container engine is used' : undefined,
      run: async () => [await engineOf(look)],
    },
    { id: 'D16', needs: [], run: () => bundlesOf(machine) },
  ]
}

const diskOf = async (machine: Machine): Promise<Verdict> => {
  const { state, temporary, working } = machine.folders
  const folders = [...new Set([state, temporary, working])]
  return judgeDisk(
    await Promise.all(
      folders.map(async (folder) => ({ folder, freeBytes: await machine.freeBytes(folder) })),
    ),
  )
}

const engineOf = async ({ ports, need, subjects }: Look): Promise<Verdict> => {
  const states = await ports.containerEngines.detect({
    name: engineName(subjects.engine),
    extraArgs: subjects.engineArgs,
    need: 'run',
  })
  const ready = states.find((state) => state.ready && state.canRun)
  if (ready !== undefined) {
    const version = ready.version === undefined ? '' : ` ${ready.version}`
    return ok(`${ready.name}${version}${ready.podmanBehind ? ' (Podman behind it)' : ''}`)
  }
  return noEngine(states, need.engine === 'required')
}

/** @throws UsageError MLC-CTR-211 for an engine that mlctl does not drive. */
const engineName = (name: string | undefined): EngineName | undefined => {
  if (name === undefined) return undefined
  const known = ENGINE_NAMES.find((one) => one === name)
  if (known !== undefined) return known
  throw new UsageError('MLC-CTR-211', `mlctl knows no engine "${name}".`, {
    hint: `It drives ${ENGINE_NAMES.join(', ')}.`,
  })
}

const noEngine = (states: readonly EngineState[], isRequired: boolean): Verdict => ({
  status: isRequired ? 'fail' : 'warn',
  severity: isRequired ? 'high' : 'low',
  detail: `no engine runs containers here: ${states.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}`,
  evidence: states,
  remedy: {
    text: 'Start Docker or Podman, or install one; images are linted and archives pushed without.',
  },
})

/** Node.js reads the first at its start and only warns; mlctl reads the second for its calls to AWS. */
const BUNDLES = ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE']

const bundlesOf = async (machine: Machine): Promise<readonly Verdict[]> => {
  const looks = await Promise.all(
    BUNDLES.flatMap((variable) => {
      const path = machine.variable(variable)
      return path === undefined ? [] : [bundleOf(machine, variable, path)]
    }),
  )
  if (looks.length === 0) return [ok("the system's own")]
  const now = isoTime(machine.now())
  return looks.map((bundle) => judgeBundle(bundle, now))
}

const bundleOf = async (machine: Machine, variable: string, path: string): Promise<BundleLook> => ({
  variable,
  path,
  certificates: await machine.certificates(path).then(
    (read) => ({ read }),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  ),
})
