import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { SANDBOX_ACCOUNT, SANDBOX_USER } from './account.ts'
import { type BedrockFault, plantFault } from './bedrock/faults.ts'
import { type MetricFault, plantMetricFault } from './cloudwatch/faults.ts'
import { createEngine, type Engine, type EngineOptions } from './engine.ts'
import { isEnforced, setEnforced } from './iam/authorize.ts'
import { setControls } from './iam/organization.ts'
import { type Origin, setOrigin } from './iam/origin.ts'
import { parsePolicy } from './iam/policy-document.ts'
import { ADMINISTRATOR, changeIam } from './iam/records.ts'
import { QUOTAS } from './quotas/table.ts'
import {
  appliedQuota,
  DEFAULTS,
  grantQuota,
  QUOTAS_DOCUMENT,
  type QuotasDocument,
} from './quotas/values.ts'
import { countResources } from './resources.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from './s3/records.ts'
import {
  clearPlanted,
  type HostingFault,
  listPlanted,
  plantFault as plantHosting,
  trainFaultOf,
} from './sagemaker/faults.ts'
import { createTraffic } from './sagemaker/traffic/control.ts'
import { readCalls } from './state/audit.ts'
import { ownEntries, requireKnownFormat } from './state/claim.ts'
import { clockSetting, saveClock } from './state/clock.ts'
import {
  addFaults,
  clearFaults,
  type FaultRule,
  isSpent,
  listFaults,
  parseFaults,
} from './state/faults.ts'
import { withLock } from './state/lock.ts'
import { readSeed, saveSeed } from './state/seed.ts'
import { onDisk } from './state/state-error.ts'

export type FaultStatus = FaultRule & {
  /** Matching calls so far. */
  readonly seen: number
  /** How often it still fires; null for a rule without an end. */
  readonly left: number | null
}

/** A misfortune of training jobs that is still to come. */
export type TrainFaultStatus = {
  readonly train: string
  readonly name: string
  readonly left: number
}

export type ControlStatus = {
  readonly directory: string
  readonly accountId: string
  readonly clock: string
  readonly seed: string
  /** Whether calls are checked against the caller's policies. */
  readonly iamEnforced: boolean
  /** Resources by kind; kinds without any are left out. */
  readonly resources: Readonly<Record<string, number>>
  readonly faults: readonly (FaultStatus | TrainFaultStatus)[]
  /** Applied values by quota code, where they are known. */
  readonly quotas: Readonly<Record<string, number>>
  /** Names of the quotas by code, as Service Quotas has them. */
  readonly quotaNames: Readonly<Record<string, string>>
  /** Calls in the audit log. */
  readonly calls: number
}

/**
 * Steers the sandbox of one directory: all of `mlctl sandbox …` but `serve`. Every method may throw
 * SandboxStateError; those that read a setting throw RangeError for one they cannot read.
 */
export const createControl = (options: EngineOptions) => {
  const engine = createEngine(options)
  const { directory, documents } = engine
  return {
    status: (): ControlStatus => statusOf(engine, options.clock),
    /** Deletes all state, the clock and the seed included; the directory stays. */
    reset: (): void => reset(directory),
    seed: (seed: string): void => saveSeed(documents, seed),
    clock: (setting: string): void => saveClock(documents, setting),
    faults: {
      list: (): readonly FaultStatus[] => faultsOf(engine),
      /** A rule about calls, or a misfortune of training jobs. */
      add: (rule: unknown): void => {
        const planted = trainFaultOf(rule)
        if (planted !== undefined) plantHosting(documents, planted)
        else addFaults(documents, parseFaults(JSON.stringify(rule)))
      },
      clear: (): void => {
        clearFaults(documents)
        clearPlanted(documents)
      },
    },
    quotas: {
      grant: (quotaCode: string, value: number, serviceCode = 'bedrock'): void => {
        if (!(value >= 0)) throw new RangeError(`quota ${quotaCode}: ${value} is no quota value`)
        requireQuota(serviceCode, quotaCode)
        grantQuota(documents, { serviceCode, quotaCode }, value)
      },
      /** What becomes of requests for an increase: granted at once, or left pending. */
      requestsAre: (answer: QuotasDocument['requestsAre']): void => {
        documents.update<QuotasDocument, void>(QUOTAS_DOCUMENT, DEFAULTS, (document) => {
          document.requestsAre = answer
        })
      },
    },
    iam: {
      enforce: (on: boolean): void => setEnforced(documents, on),
      /** Replaces the user's policies by one document; undefined makes it administrator again. */
      userPolicy: (policy: string | undefined): void => setUserPolicy(engine, policy),
      /**
       * Service control policies of the account by name, beside FullAWSAccess unless one is called
       * that; undefined takes the account out of its organization. They hold without enforcement.
       */
      serviceControlPolicies: (policies: Readonly<Record<string, string>> | undefined): void =>
        setControls(documents, policies),
      /** The root user, which no call of IAM changes. */
      root: (root: { readonly hasMfa: boolean; readonly accessKeys: number }): void =>
        changeIam(documents, (iam) => {
          iam.root = root
        }),
      /** Where requests seem to come from, for policies about networks and TLS. */
      origin: (origin: Origin): void => setOrigin(documents, origin),
    },
    /** A misfortune for Bedrock resources yet to be created. */
    plantBedrockFault: (fault: BedrockFault): void => plantFault(documents, fault),
    /** A misfortune for endpoints: updates that fail, roll back or take long, other people's changes. */
    plantHostingFault: (fault: HostingFault): void => plantHosting(documents, fault),
    /** Requests that callers send to endpoints. */
    traffic: createTraffic(engine),
    /** A misfortune for readings of CloudWatch's metrics. */
    plantMetricFault: (fault: MetricFault): void => plantMetricFault(documents, fault),
    /**
     * A bucket of account 111122223333, to meet 403 and names that are taken. Whoever signs with an access
     * key id of twelve digits is the administrator of that account, and can make others with policies.
     */
    plantForeignBucket: (name: string, region = 'us-east-1'): void => {
      documents.update<S3Document, void>(S3_DOCUMENT, NO_BUCKETS, ({ buckets }) => {
        buckets[name] = { region, createdAt: engine.clock.now(), owner: '111122223333' }
      })
    },
  }
}

const faultsOf = ({ documents, extraFaults }: Engine): readonly FaultStatus[] =>
  listFaults(documents, extraFaults).map((rule) => {
    const fired = Math.max(0, rule.seen - (rule.skip ?? 0))
    const left = isSpent(rule, rule.seen) ? 0 : (rule.times ?? 0) - fired
    return { ...rule, left: rule.times === undefined ? null : left }
  })

const trainFaults = ({ documents }: Engine): readonly TrainFaultStatus[] =>
  listPlanted(documents)
    .filter(({ on, times }) => on === 'train' && times > 0)
    .map(({ effect, nameContains, times }) => ({ train: effect, name: nameContains, left: times }))

/** A grant under a mistyped code would change nothing and look done. */
const requireQuota = (serviceCode: string, quotaCode: string): void => {
  const own = QUOTAS.filter((quota) => quota.serviceCode === serviceCode)
  if (own.some((quota) => quota.quotaCode === quotaCode)) return
  const codes = own.map((quota) => quota.quotaCode).join(', ')
  throw new RangeError(`quota ${quotaCode}: there are ${codes}`)
}

const quotaValues = ({ documents }: Engine): Record<string, number> => {
  const { applied } = documents.read(QUOTAS_DOCUMENT, DEFAULTS)
  const known = QUOTAS.map(({ serviceCode, quotaCode }) => `${serviceCode}/${quotaCode}`)
  const all = [...new Set([...known, ...Object.keys(applied)])]
  return Object.fromEntries(
    all.map((name) => {
      const [serviceCode = '', quotaCode = ''] = name.split('/')
      return [quotaCode, appliedQuota(documents, serviceCode, quotaCode)]
    }),
  )
}

const statusOf = (engine: Engine, clock: string | undefined): ControlStatus => {
  requireKnownFormat(engine.directory)
  return {
    directory: engine.directory,
    accountId: SANDBOX_ACCOUNT,
    clock: clockSetting(engine.documents, clock),
    seed: readSeed(engine.documents),
    iamEnforced: isEnforced(engine.documents),
    resources: countResources(engine),
    faults: [...faultsOf(engine), ...trainFaults(engine)],
    quotas: quotaValues(engine),
    quotaNames: Object.fromEntries(QUOTAS.map((quota) => [quota.quotaCode, quota.quotaName])),
    calls: readCalls(engine.directory).length,
  }
}

const reset = (directory: string): void => {
  withLock(directory, () => {
    for (const name of ownEntries(directory)) {
      // This process gives its lock back itself, and others may be preparing theirs.
      if (name.startsWith('lock')) continue
      onDisk(directory, () => rmSync(join(directory, name), { recursive: true, force: true }))
    }
  })
}

const setUserPolicy = ({ documents }: Engine, policy: string | undefined): void => {
  if (policy !== undefined) parsePolicy(policy, 'identity')
  changeIam(documents, ({ users }) => {
    const user = users[SANDBOX_USER]
    if (user === undefined) return
    user.attached = policy === undefined ? [ADMINISTRATOR] : []
    user.inline = policy === undefined ? {} : { sandbox: policy }
  })
}
