import { asList, readPolicy, type Statement } from '../../core/policy-document.ts'
import type { KeyFacts } from '../facts.ts'
import { demand, fault, judged, NOT_APPLICABLE, type Rule } from '../rule.ts'

const KMS_DOCS = 'https://docs.aws.amazon.com/kms/latest/developerguide'

/** KMS keys that something uses: A07. */
export const KEY_RULES: readonly Rule<KeyFacts>[] = [
  {
    id: 'A07.key-state',
    title: 'Key can be used',
    severity: 'critical',
    what: 'The key exists and is enabled.',
    why: 'What it encrypts cannot be read while it is disabled, and never again once it is deleted: a custom model is lost with its key.',
    source: `${KMS_DOCS}/key-state.html`,
    remedy: 'Cancel the deletion and enable the key, or move what it encrypts to another one.',
    judge: ({ key, name }) =>
      judged(key, (view) => {
        if (view === undefined) return fault(`There is no key ${name}.`, { KeyMetadata: null })
        const until = view.deletionDate === undefined ? '' : `, deleted on ${view.deletionDate}`
        return demand(view.state === 'Enabled', `The key is ${view.state}${until}.`, {
          KeyState: view.state,
          ...(view.deletionDate === undefined ? {} : { DeletionDate: view.deletionDate }),
        })
      }),
    command: ({ key, subject }) => {
      const state = 'value' in key ? key.value?.state : undefined
      return `aws kms ${state === 'PendingDeletion' ? 'cancel-key-deletion' : 'enable-key'} --key-id ${subject}`
    },
  },
  {
    id: 'A07.key-form',
    title: 'Key fits',
    severity: 'high',
    what: 'The key is a symmetric encryption key of this region.',
    why: 'S3, SageMaker and Bedrock encrypt with nothing else; jobs fail when they first write.',
    source: `${KMS_DOCS}/symmetric-asymmetric.html`,
    remedy: 'Use a key of the kind SYMMETRIC_DEFAULT in the region of the data.',
    judge: ({ key }, { region }) =>
      judged(key, (view) => {
        if (view === undefined) return NOT_APPLICABLE
        const { usage, spec, region: at } = view
        // A member that the service leaves out says nothing against the key.
        const mayEncrypt = usage === '' || usage === 'ENCRYPT_DECRYPT'
        const isSymmetric = spec === '' || spec === 'SYMMETRIC_DEFAULT'
        const fits = mayEncrypt && isSymmetric && at === region
        const evidence = { KeyUsage: usage, KeySpec: spec, region: at }
        return demand(fits, `It is ${spec} for ${usage} in ${at}.`, evidence)
      }),
  },
  {
    id: 'A07.key-rotation',
    title: 'Key rotation',
    severity: 'medium',
    what: 'A key of yours is rotated every year.',
    why: 'The longer one key material serves, the more a leak of it opens.',
    source: `${KMS_DOCS}/rotate-keys.html`,
    remedy: 'Enable rotation; ARN and old data stay as they are.',
    fixable: true,
    judge: ({ key, isRotated }) =>
      judged(key, (view) =>
        view === undefined || view.manager === 'AWS' || view.spec !== 'SYMMETRIC_DEFAULT'
          ? NOT_APPLICABLE
          : judged(isRotated, (rotated) =>
              demand(rotated, 'Rotation is off.', { KeyRotationEnabled: rotated }),
            ),
      ),
    command: ({ subject }) => `mlctl audit --key ${subject} --fix`,
  },
  {
    id: 'A07.key-policy',
    title: 'Key policy',
    severity: 'critical',
    what: 'The key policy lets nobody use the key without a condition.',
    why: 'Every AWS account could decrypt with it.',
    source: `${KMS_DOCS}/key-policies.html`,
    remedy: 'Name the accounts and roles in place of "*".',
    judge: ({ policy }) =>
      judged(policy, (document) => {
        const open = (readPolicy(document)?.Statement ?? []).filter(isForEveryone)
        return demand(open.length === 0, 'A statement lets everyone use the key.', open)
      }),
    command: ({ subject }) => `aws kms get-key-policy --key-id ${subject} --output text`,
  },
]

/** An Allow for every principal that nothing limits. */
export const isForEveryone = ({ Effect, Principal, Condition }: Statement): boolean =>
  Effect === 'Allow' &&
  Object.keys(Condition ?? {}).length === 0 &&
  (Principal === '*' || asList(Principal?.AWS).includes('*'))
