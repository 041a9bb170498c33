import { KMSClient, ListKeysCommand, ListResourceTagsCommand } from '@aws-sdk/client-kms'
import { expect, it } from 'vitest'
import { openGateway } from '../support/gateway.ts'
import { CREDENTIALS, type Program, serveSandbox, start } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

const SETUP =
  'iam setup --for training --role r --data s3://acme/d/ --output s3://acme/o/ --kms new --yes --json'.split(
    ' ',
  )

/** The keys of the account that mlctl made. */
const keysAt = async (endpoint: string): Promise<readonly string[]> => {
  const credentials = { accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'example' }
  const kms = new KMSClient({ endpoint, region: 'us-east-1', credentials })
  const { Keys: keys = [] } = await kms.send(new ListKeysCommand({}))
  const tagged = await Promise.all(
    keys.map(async ({ KeyId }) => {
      const { Tags: tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }))
      return tags.some(({ TagKey }) => TagKey === 'mlctl:made-by') ? [KeyId ?? ''] : []
    }),
  )
  return tagged.flat()
}

it.each(
  ['CreateKey', 'CreateAlias', 'EnableKeyRotation'].flatMap((operation) => [
    ['before', operation] as const,
    ['after', operation] as const,
  ]),
)(
  'kill -9 of the real program %s %s: the same line ends with one key, and then has nothing to do',
  async (moment, operation) => {
    const folder = tempFolder()
    const served = await serveSandbox(folder, 'real')
    let victim: Program | undefined
    let struck = false
    const strike = (headers: Readonly<Record<string, unknown>>): boolean => {
      if (struck || headers['x-amz-target'] !== `TrentService.${operation}`) return true
      struck = true
      victim?.child.kill('SIGKILL')
      return false
    }
    const gateway = await openGateway(served, {
      before: (_call, { headers }) => moment === 'after' || strike(headers),
      after: (_call, { headers }) => moment === 'before' || strike(headers),
    })
    const options = { cwd: folder, env: { ...CREDENTIALS, AWS_ENDPOINT_URL: gateway.url } }
    victim = start(SETUP, options)
    expect((await victim.ended).status).toBe(-1)
    expect(struck).toBe(true)
    expect(await keysAt(served)).toHaveLength(
      operation === 'CreateKey' && moment === 'before' ? 0 : 1,
    )
    const second = await start(SETUP, options).ended
    expect(second.status, second.err).toBe(0)
    const [keyId = '', ...more] = await keysAt(served)
    expect(more).toEqual([])
    expect(JSON.stringify(JSON.parse(second.out).permissionPolicy)).toContain(keyId)
    const third = await start(SETUP, options).ended
    expect(JSON.parse(third.out)).toMatchObject({ status: 'nothing-to-do' })
  },
  120_000,
)
