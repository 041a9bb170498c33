import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEvent } from '../logs/records.ts'
import { list, members } from '../members.ts'
import type { Call, Input } from '../service.ts'
import { actingFor, logRefusal } from './rights.ts'
import type { BuildRecord, BuildWork } from './state.ts'
import { commandsAt } from './timeline.ts'
import { perform, type Workplace } from './tools.ts'
import { programsIn } from './words.ts'

type Spec = {
  readonly env?: {
    readonly variables?: Readonly<Record<string, string>>
    readonly 'exported-variables'?: readonly string[]
  }
  readonly phases?: Readonly<Record<string, { readonly commands?: readonly string[] }>>
}

/**
 * Runs the commands of a build that the sandbox has tools for, without a shell: what mlctl's own builds
 * consist of. Any other command ends the build, for nobody may run programs of a stranger here.
 */
export const runCommands = async (
  call: Call,
  build: BuildRecord,
  directory: string,
): Promise<BuildWork> => {
  const unlogged = logRefusal(call, build)
  if (unlogged !== undefined) {
    return { ...ended(call, build, { lines: [] }), failed: { phase: 'QUEUED', message: unlogged } }
  }
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-build-'))
  const lines: string[] = []
  const spec = specOf(build)
  const place: Workplace = {
    ...{ call, directory, folder, say: (line) => lines.push(line) },
    mayNot: actingFor(call, build),
    privileged: members(build.request, 'environment').privilegedMode === true,
    variables: { ...spec?.env?.variables, ...given(build) },
    digests: {},
  }
  try {
    if (spec === undefined) {
      const message = 'YAML_FILE_ERROR: the sandbox reads buildspecs in the form of JSON only'
      return { ...ended(call, build, { lines }), failed: { phase: 'PRE_BUILD', message } }
    }
    const before = await runPhase(place, spec, 'PRE_BUILD')
    const during =
      before.message === undefined ? await runPhase(place, spec, 'BUILD') : { seconds: 0 }
    const message = before.message ?? during.message
    const phase = before.message === undefined ? 'BUILD' : 'PRE_BUILD'
    const wanted = spec.env?.['exported-variables'] ?? []
    const exported = Object.fromEntries(
      wanted.flatMap((name) => [[name, place.variables[name] ?? '']]),
    )
    return {
      ...ended(call, build, { lines, exported }),
      preBuildSeconds: before.seconds,
      buildSeconds: during.seconds,
      ...(message === undefined ? {} : { failed: { phase, message } }),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const specOf = ({ request }: BuildRecord): Spec | undefined => {
  try {
    return JSON.parse(String(members(request, 'source').buildspec ?? '')) as Spec
  } catch {
    return undefined
  }
}

const given = ({ request }: BuildRecord): Record<string, string> =>
  Object.fromEntries(
    list<Input>(members(request, 'environment'), 'environmentVariables').map(({ name, value }) => [
      String(name),
      String(value),
    ]),
  )

type Said = {
  readonly lines: readonly string[]
  readonly exported?: Readonly<Record<string, string>>
}

const ended = (call: Call, build: BuildRecord, { lines, exported = {} }: Said): BuildWork => {
  const at = commandsAt(call, build)
  const events: readonly LogEvent[] = lines.map((message) => ({ at, message }))
  return { preBuildSeconds: 0, buildSeconds: 0, exported, lines: events }
}

/** One command after the other; the first that fails ends the phase. */
const runPhase = async (
  place: Workplace,
  spec: Spec,
  phase: 'PRE_BUILD' | 'BUILD',
): Promise<{ readonly seconds: number; readonly message?: string }> => {
  const began = Date.now()
  const seconds = () => Math.max(1, Math.round((Date.now() - began) / 1_000))
  for (const line of spec.phases?.[phase.toLowerCase()]?.commands ?? []) {
    place.say(`[Container] Running command ${line}`)
    const problem = await runLine(place, line)
    if (problem === undefined) continue
    place.say(problem)
    place.say(`[Container] Command did not exit successfully ${line} exit status 1`)
    const message = `Error while executing command: ${line}. Reason: exit status 1`
    return { seconds: seconds(), message }
  }
  return { seconds: seconds() }
}

/** `NAME="$(docker inspect … IMAGE)"`: the one command whose answer becomes a variable. */
const INSPECT =
  /^export (\w+)="\$\(docker inspect --format '\{\{index \.RepoDigests 0\}\}' (\S+)\)"$/

/** What went wrong; undefined when it worked. */
const runLine = async (place: Workplace, line: string): Promise<string | undefined> => {
  const [, name, image = ''] = INSPECT.exec(line) ?? []
  if (name !== undefined) {
    place.variables[name] = place.digests[image] ?? ''
    return place.variables[name] === '' ? `Error: No such object: ${image}` : undefined
  }
  const programs = programsIn(line, place.variables)
  return programs === undefined ? `sandbox: cannot read this command` : perform(place, programs)
}
