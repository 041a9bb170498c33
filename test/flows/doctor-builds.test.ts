import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

type Finding = { readonly id: string; readonly status: string; readonly remedy?: unknown }

/** A project whose images CodeBuild builds. */
const project = () => {
  const world = sandboxWorld()
  const config = 'container:\n  buildRole: builder\n  name: ml/churn:v1\n'
  writeFileSync(join(world.folder, 'mlctl.yaml'), config)
  return world
}

const doctor = async (world: ReturnType<typeof sandboxWorld>): Promise<readonly Finding[]> => {
  const { ports, folder } = world
  const run = await cli('doctor --for "container build" --json', { ports, folder })
  return (run.json() as { checks: Finding[] }).checks
}

const of = (findings: readonly Finding[], id: string) => findings.filter((one) => one.id === id)

it('names the line that makes the role of builds, whose run satisfies it', async () => {
  const world = project()
  const before = await doctor(world)
  const line = 'mlctl iam setup --for builds --role builder --push ml/churn:v1'
  expect(of(before, 'D05')).toMatchObject([{ status: 'fail', remedy: { command: line } }])
  // An engine of this machine is not needed where CodeBuild builds.
  expect(of(before, 'D09').map(({ status }) => status)).not.toContain('fail')
  const { ports } = world.again()
  expect((await cli(`${line.replace('mlctl ', '')} --yes`, { ports })).exitCode).toBe(0)
  const after = await doctor(world.again())
  expect(of(after, 'D05')).toMatchObject([{ status: 'ok' }])
  expect(of(after, 'D20')).toMatchObject([{ status: 'ok' }])
})

it('finds the right that the role of builds lacks', async () => {
  const world = project()
  await cli('iam setup --for builds --role builder --push ml/churn --yes', { ports: world.ports })
  const role = await world.ports.roles.find('builder')
  const [own] = role?.inlinePolicies ?? []
  const less = JSON.stringify(own?.policy).replace('ecr:PutImage', 'ecr:ListImages')
  await world.ports.roles.putInlinePolicy(role?.roleName ?? '', own?.name ?? '', JSON.parse(less))
  const found = of(await doctor(world.again()), 'D20')
  expect(JSON.stringify(found)).toContain('ecr:PutImage')
  expect(found.map(({ status }) => status)).toContain('fail')
})
