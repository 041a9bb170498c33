import { platformOf } from '../../domain/container/build/platform.ts'
import { imageVerdicts } from '../../domain/container/contract/image-verdicts.ts'
import { contractJunit } from '../../domain/container/contract/junit.ts'
import { type ContractKind, isFit, type Verdict } from '../../domain/container/contract/verdict.ts'
import { StateError } from '../../errors.ts'
import type { ContainerEngine, EngineImage, ImageFile } from '../../ports/container-engine.ts'
import { type EngineFlags, openEngine } from './engine.ts'
import { testProcessing, testTraining } from './test-jobs.ts'
import type { KeptLog, Room, TestOptions, TestPorts } from './test-room.ts'
import { testServing } from './test-serving.ts'

export type TestInput = EngineFlags & {
  readonly image: string
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
 * @throws StateError MLC-CTR-231 when the engine has no such image; CancelledError MLC-CTR-230.
 */
export const test = async (ports: TestPorts, input: TestInput): Promise<TestResult> => {
  const { clock, io } = ports
  const begun = clock.now()
  const platform = input.instanceType === undefined ? 'linux/amd64' : platformOf(input.instanceType)
  const engine = await openEngine(ports, input, 'run')
  const image = await engine.inspectImage(input.image)
  if (image === undefined) throw noImage(input.image, engine)
  const progress = io.progress(`testing ${input.image} as ${input.kind}`)
  const scratch = await ports.scratchFolders.make()
  const logs: KeptLog[] = []
  try {
    const files = await filesOf(engine, input.image)
    const still = imageVerdicts({ image, files, kind: input.kind, platform })
    const { kind, options } = input
    const room: Room = { ports, engine, scratch, image: input.image, kind, options, logs }
    const checks = [...still, ...(await RUNS[kind](room))]
    await report(ports, input, checks)
    return {
      ...resultOf(input, image, engine),
      checks,
      logs,
      ...ending(checks, clock.now() - begun),
    }
  } finally {
    await scratch.remove()
    progress.stop()
  }
}

const resultOf = (input: TestInput, image: EngineImage, { state }: ContainerEngine) => ({
  image: input.image,
  imageId: image.id,
  as: input.kind,
  engine: { name: state.name, version: state.version ?? '' },
})

const ending = (checks: readonly Verdict[], tookMs: number) => ({
  verdict: isFit(checks) ? ('fit' as const) : ('unfit' as const),
  tookMs,
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
