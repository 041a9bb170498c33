import { imageVerdicts } from '../../domain/container/contract/image-verdicts.ts'
import { contractJunit } from '../../domain/container/contract/junit.ts'
import type { ContractKind } from '../../domain/container/contract/kinds.ts'
import { isFit, type Verdict } from '../../domain/container/contract/verdict.ts'
import { StateError } from '../../errors.ts'
import type { ContainerEngine, EngineImage, ImageFile } from '../../ports/container-engine.ts'
import { build } from './build.ts'
import { type EngineFlags, openEngine } from './engine.ts'
import { platformFor } from './platform.ts'
import { testProcessing } from './test-processing.ts'
import type { KeptLog, Room, TestOptions, TestPorts } from './test-room.ts'
import { testServing } from './test-serving.ts'
import { testTraining } from './test-training.ts'

export type TestInput = EngineFlags & {
  /** A name, or a folder to build first. */
  readonly image: string
  /** Words for the engine's build, where a folder is built. */
  readonly buildOptions: readonly string[]
  readonly kind: ContractKind
  readonly instanceType: string | undefined
  /** Where to write a JUnit report. */
  readonly junit: string | undefined
  readonly options: TestOptions
}

export type TestResult = {
  readonly image: string
  readonly imageId: string
  readonly as: ContractKind
  readonly verdict: 'fit' | 'unfit'
  readonly engine: { readonly name: string; readonly version: string }
  readonly checks: readonly Verdict[]
  /** Of the runs that broke a rule. */
  readonly logs: readonly KeptLog[]
  readonly tookMs: number
}

const RUNS: Readonly<Record<ContractKind, (room: Room) => Promise<readonly Verdict[]>>> = {
  serving: testServing,
  training: testTraining,
  processing: testProcessing,
}

/**
 * Runs an image as SageMaker would and judges it rule by rule. Containers and folders are removed
 * however it ends.
 * A folder is built first, after lint. @throws what `build` throws; StateError MLC-CTR-231 when the engine has no such image; CancelledError MLC-CTR-230.
 */
export const test = async (ports: TestPorts, given: TestInput): Promise<TestResult> => {
  const begun = ports.clock.now()
  const platform = platformFor(given)
  const input = await built(ports, given, platform)
  const engine = await openEngine(ports, input, 'run')
  const image = await engine.inspectImage(input.image)
  if (image === undefined) throw noImage(input.image, engine)
  const { checks, logs } = await inRoom(ports, input, { engine, image, platform })
  await report(ports, input, checks)
  const tookMs = ports.clock.now() - begun
  const verdict = isFit(checks) ? ('fit' as const) : ('unfit' as const)
  return { ...resultOf(input, image, engine), checks, logs, verdict, tookMs }
}

type Tested = {
  readonly engine: ContainerEngine
  readonly image: EngineImage
  readonly platform: string
}

const inRoom = async (ports: TestPorts, input: TestInput, tested: Tested) => {
  const { kind, options } = input
  const progress = ports.io.progress(`testing ${input.image} as ${kind}`)
  const scratch = await ports.scratchFolders.make()
  const logs: KeptLog[] = []
  try {
    const files = await filesOf(tested.engine, input.image)
    const still = imageVerdicts({ ...tested, files, kind })
    const room: Room = { ports, ...tested, scratch, image: input.image, kind, options, logs }
    return { checks: [...still, ...(await RUNS[kind](room))], logs }
  } finally {
    await scratch.remove()
    progress.stop()
  }
}

/** Names an image that belongs to the test of a folder; the next test of it takes its place. */
const FOLDER_IMAGE = 'localhost/mlctl-container-test:latest'

const built = async (ports: TestPorts, input: TestInput, platform: string): Promise<TestInput> => {
  const { image: folder, engine, engineArgs, buildOptions } = input
  if ((await ports.files.stat(folder))?.kind !== 'folder') return input
  const none = { buildArgs: {}, secrets: [], cacheFrom: [], cacheTo: [], ignore: [] }
  await build(ports, {
    ...{ ...none, folder, engine, engineArgs, buildOptions, platform, name: FOLDER_IMAGE },
    ...{ dockerfile: undefined, instanceType: undefined, target: undefined },
    ...{ noCache: false, skipLint: false },
  })
  return { ...input, image: FOLDER_IMAGE }
}

const resultOf = (input: TestInput, image: EngineImage, { state }: ContainerEngine) => ({
  image: input.image,
  imageId: image.id,
  as: input.kind,
  engine: { name: state.name, version: state.version ?? '' },
})

const filesOf = async (
  engine: ContainerEngine,
  image: string,
): Promise<ReadonlyMap<string, ImageFile>> => {
  const files = new Map<string, ImageFile>()
  for await (const file of engine.imageFiles(image)) files.set(file.path, file)
  return files
}

const report = async (ports: TestPorts, input: TestInput, checks: readonly Verdict[]) => {
  if (input.junit === undefined) return
  const text = contractJunit(`${input.image} as ${input.kind}`, checks)
  await ports.files.writeText(input.junit, text)
}

const noImage = (image: string, { state }: ContainerEngine): StateError =>
  new StateError('MLC-CTR-231', `${state.name} has no image ${image}.`, {
    hint: `Build it: mlctl container build -t ${image}; or pull it with ${state.name} first.`,
  })
