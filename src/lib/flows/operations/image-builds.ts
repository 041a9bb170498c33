import * as v from 'valibot'
import { BUILD_VARIABLES } from '../../domain/container/build/cloud-build.ts'
import { canonicalJson } from '../../domain/core/digest.ts'
import { MADE_BY_TAG } from '../../domain/iam/spec.ts'
import { MlctlError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BuildProject } from '../../ports/image-builds.ts'
import { defineOperation, type Performing } from './define.ts'

const environment = v.object({
  type: v.picklist(['LINUX_CONTAINER', 'ARM_CONTAINER']),
  image: v.string(),
  computeType: v.string(),
})

/** A role made a moment ago is refused for some seconds, seldom for longer. */
const ROLE_RETRY_MS = 10_000
const ROLE_SETTLES_MS = 120_000

/** What every build uses of the project; its machine comes with each build. */
const shared = ({ serviceRoleArn, buildspec, timeoutMinutes }: BuildProject): string =>
  canonicalJson({ serviceRoleArn, buildspec, timeoutMinutes })

/**
 * The project that all builds share, made or brought up to date. One of the same name that mlctl did
 * not make is left alone. @throws StateError MLC-CTR-242.
 */
export const putProject = defineOperation({
  name: 'codebuild.put-project',
  input: v.object({
    name: v.string(),
    description: v.string(),
    serviceRoleArn: v.string(),
    buildspec: v.string(),
    environment,
    timeoutMinutes: v.number(),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async ({ imageBuilds }, project) => {
    const there = await imageBuilds.project(project.name)
    if (there === undefined) return { fingerprint: 'absent', satisfied: false }
    if (there.tags[MADE_BY_TAG] === undefined) throw foreign(project.name)
    const fingerprint = shared(there)
    return { fingerprint, satisfied: fingerprint === shared(project), output: { arn: there.arn } }
  },
  perform: async (ports, project, context) => {
    const there = await ports.imageBuilds.project(project.name)
    await onceRoleIsSeen(ports, context, () =>
      there === undefined
        ? ports.imageBuilds.createProject(project)
        : ports.imageBuilds.updateProject(project),
    )
    return { name: project.name }
  },
})

const foreign = (name: string) =>
  new StateError('MLC-CTR-242', `The CodeBuild project ${name} was not made by mlctl.`, {
    why: `It has no tag ${MADE_BY_TAG}, and mlctl changes no project of others.`,
    hint: 'Take another name: --build-project. Nothing was changed.',
  })

/**
 * Starts one build. CodeBuild knows a repeated call by its token for five minutes only; after that the
 * build is found by the variable that names it.
 */
export const startBuild = defineOperation({
  name: 'codebuild.StartBuild',
  input: v.object({
    projectName: v.string(),
    environment,
    buildspec: v.string(),
    variables: v.record(v.string(), v.string()),
  }),
  observe: async (ports, { projectName, variables }) => {
    const name = variables[BUILD_VARIABLES.build] ?? ''
    const found = await findBuild(ports, projectName, name)
    return found === undefined
      ? { fingerprint: 'absent', satisfied: false }
      : { fingerprint: found.buildId, satisfied: true, output: { buildId: found.buildId } }
  },
  perform: async (ports, input, context) => {
    const idempotencyToken = context.key
    const { buildId } = await onceRoleIsSeen(ports, context, () =>
      ports.imageBuilds.start({ ...input, idempotencyToken }),
    )
    return { buildId }
  },
})

/** The build of this name, when it is among the newest hundred of the project. */
export const findBuild = async (
  { imageBuilds }: Pick<Ports, 'imageBuilds'>,
  projectName: string,
  name: string,
) =>
  (await imageBuilds.newest(projectName)).find(
    ({ variables }) => variables[BUILD_VARIABLES.build] === name,
  )

const onceRoleIsSeen = async <T>(
  ports: Pick<Ports, 'clock' | 'io'>,
  { signal }: Performing,
  attempt: () => Promise<T>,
): Promise<T> => {
  const deadline = ports.clock.now() + ROLE_SETTLES_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const isUnseen = error instanceof MlctlError && /AssumeRole/.test(error.why ?? '')
      if (!isUnseen || ports.clock.now() >= deadline) throw error
      ports.io.detail('CodeBuild does not see the role yet; trying again in 10 s.')
      await ports.clock.sleep(ROLE_RETRY_MS, signal)
    }
  }
}
