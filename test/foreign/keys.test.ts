import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newEngine } from '../sandbox/clients.ts'
import { addressOf, awsCli, foreign, run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const python = foreign('python')
const aws = foreign('aws')

describe.skipIf(python === undefined)(
  'botocore (skipped where .ci/run could not install it)',
  () => {
    it('makes, uses and gives up keys, and has policies judged', async () => {
      const url = await addressOf(newEngine())
      const ran = await run([python ?? '', 'test/foreign/keys.py', url], { HOME: tempFolder() })
      expect(ran.err).toBe('')
      expect(JSON.parse(ran.out)).toEqual({
        plaintext: 'secret',
        sameKey: true,
        dataKeyBytes: 32,
        // A key about to go is not rotated any more.
        isRotated: false,
        aliases: ['alias/foreign'],
        grants: [true],
        wrongContext: ['InvalidCiphertextException', 'InvalidCiphertextException'],
        disabled: ['DisabledException', 'DisabledException'],
        state: 'PendingDeletion',
        deletionIsTime: true,
        pending: ['KMSInvalidStateException', 'KMSInvalidStateException'],
        findings: [
          ['SECURITY_WARNING', 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE'],
          ['SECURITY_WARNING', 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE'],
        ],
        widened: ['FAIL', 0],
        granted: 'PASS',
        public: 'FAIL',
      })
    }, 60_000)
  },
)

describe.skipIf(aws === undefined)(
  'the AWS CLI (skipped where .ci/run could not install it)',
  () => {
    it('makes a key, encrypts with it, reads its policy and has a policy judged', async () => {
      const asked = awsCli(await addressOf(newEngine()))
      const cli = async (...words: readonly string[]) => {
        const ran = await asked(...words)
        expect(ran.err, words.join(' ')).toBe('')
        return ran.out === '' ? {} : JSON.parse(ran.out)
      }
      const { KeyMetadata } = await cli('kms', 'create-key', '--description', 'cli')
      const id = KeyMetadata.KeyId
      await cli('kms', 'create-alias', '--alias-name', 'alias/cli', '--target-key-id', id)
      const plaintext = Buffer.from('hello').toString('base64')
      const { CiphertextBlob } = await cli(
        ...['kms', 'encrypt', '--key-id', 'alias/cli', '--plaintext', 'hello'],
      )
      const { writeFile } = await import('node:fs/promises')
      const file = join(tempFolder(), 'sealed')
      await writeFile(file, Buffer.from(CiphertextBlob, 'base64'))
      const back = await cli('kms', 'decrypt', '--ciphertext-blob', `fileb://${file}`)
      expect(back.Plaintext).toBe(plaintext)
      const { Policy } = await cli('kms', 'get-key-policy', '--key-id', id)
      expect(JSON.parse(Policy).Id).toBe('key-default-1')
      const { findings } = await cli(
        ...['accessanalyzer', 'validate-policy', '--policy-type', 'IDENTITY_POLICY'],
        ...['--policy-document', '{"Statement":[]}'],
      )
      expect(findings).toMatchObject([{ issueCode: 'MISSING_VERSION', findingType: 'WARNING' }])
    }, 60_000)
  },
)
