import { randomBytes } from 'node:crypto'
import { optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { derivedId } from '../state/seed.ts'
import { alreadyExists, limitExceeded } from './errors.ts'
import { LIMITS } from './limits.ts'
import { pageOf } from './pages.ts'
import { type AccessKeyRecord, changeIam, readIam, type UserRecord } from './records.ts'
import { changeUser, nameIn, requireUser } from './users.ts'

const noKey = (id: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404)

const keyOf = (user: UserRecord, id: string): AccessKeyRecord => {
  const key = user.accessKeys?.find((each) => each.id === id)
  if (key === undefined) throw noKey(id)
  return key
}

/** The secret is told once and kept nowhere: signatures are never verified here. */
const createAccessKey = (call: Call, input: Input): Output => {
  const now = call.clock.now()
  return changeUser(call, input, (user) => {
    const keys = user.accessKeys ?? []
    if (keys.length >= LIMITS.accessKeysPerUser) {
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${LIMITS.accessKeysPerUser}`)
    }
    const id = `AKIA${derivedId(16, call.seed ?? '', 'key', user.name, `${now}.${randomBytes(4).toString('hex')}`)}`
    user.accessKeys = [...keys, { id, isActive: true, createdAt: now }]
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: id,
        Status: 'Active',
        SecretAccessKey: randomBytes(30).toString('base64'),
        CreateDate: new Date(now),
      },
    }
  })
}

const listAccessKeys = (call: Call, input: Input): Output => {
  const user = requireUser(call, input)
  const { items, tail } = pageOf(user.accessKeys ?? [], input)
  const form = ({ id, isActive, createdAt }: AccessKeyRecord) => ({
    UserName: user.name,
    AccessKeyId: id,
    Status: isActive ? 'Active' : 'Inactive',
    CreateDate: new Date(createdAt),
  })
  return { AccessKeyMetadata: items.map(form), ...tail }
}

const updateAccessKey = (call: Call, input: Input): Output =>
  changeUser(call, input, (user) => {
    keyOf(user, text(input, 'AccessKeyId')).isActive = text(input, 'Status') === 'Active'
    return {}
  })

const deleteAccessKey = (call: Call, input: Input): Output =>
  changeUser(call, input, (user) => {
    const { id } = keyOf(user, text(input, 'AccessKeyId'))
    user.accessKeys = (user.accessKeys ?? []).filter((each) => each.id !== id)
    return {}
  })

/** A key that was never used has no date, and N/A for the rest. */
const lastUsed = (call: Call, input: Input): Output => {
  const id = text(input, 'AccessKeyId')
  const { users } = readIam(call.documents)
  const user = Object.values(users).find((each) => each.accessKeys?.some((key) => key.id === id))
  if (user === undefined) throw noKey(id)
  const used = keyOf(user, id).lastUsed
  return {
    UserName: user.name,
    AccessKeyLastUsed: {
      ...(used === undefined ? {} : { LastUsedDate: new Date(used.at) }),
      ServiceName: used?.service ?? 'N/A',
      Region: used?.region ?? 'N/A',
    },
  }
}

const createVirtualDevice = (call: Call, input: Input): Output => {
  const name = text(input, 'VirtualMFADeviceName')
  const path = optionalText(input, 'Path') ?? '/'
  const SerialNumber = `arn:aws:iam::${call.accountId}:mfa${path}${name}`
  return changeIam(call.documents, (iam) => {
    const isHeld = Object.values(iam.users).some((user) =>
      user.mfaDevices?.some(({ serialNumber }) => serialNumber === SerialNumber),
    )
    if (isHeld || Object.hasOwn(iam.virtualDevices ?? {}, SerialNumber)) {
      throw alreadyExists('MFADevice entity at the same path and name')
    }
    iam.virtualDevices = {
      ...iam.virtualDevices,
      [SerialNumber]: { createdAt: call.clock.now() },
    }
    return { VirtualMFADevice: { SerialNumber, Base32StringSeed: randomBytes(40) } }
  })
}

/** Any two codes of six digits that differ are taken: there is no device to compare them with. */
const enableDevice = (call: Call, input: Input): Output => {
  const serialNumber = text(input, 'SerialNumber')
  if (text(input, 'AuthenticationCode1') === text(input, 'AuthenticationCode2')) {
    const reason = 'Authentication codes for device are not valid: they must be consecutive.'
    throw new ServiceError('InvalidAuthenticationCode', reason, 403)
  }
  return changeUser(call, input, (user, iam) => {
    const devices = user.mfaDevices ?? []
    if (devices.some((each) => each.serialNumber === serialNumber)) {
      throw alreadyExists(`MFADevice with serial number ${serialNumber}`)
    }
    if (devices.length >= LIMITS.mfaDevicesPerUser) {
      throw limitExceeded(`Cannot exceed quota for MFADevicesPerUser: ${LIMITS.mfaDevicesPerUser}`)
    }
    const { [serialNumber]: device, ...rest } = iam.virtualDevices ?? {}
    if (device === undefined && serialNumber.startsWith('arn:')) {
      const reason = `VirtualMFADevice with serial number ${serialNumber} does not exist.`
      throw new ServiceError('NoSuchEntity', reason, 404)
    }
    iam.virtualDevices = rest
    user.mfaDevices = [...devices, { serialNumber, enabledAt: call.clock.now() }]
    return {}
  })
}

const listDevices = (call: Call, input: Input): Output => {
  const user = requireUser(call, input)
  const { items, tail } = pageOf(user.mfaDevices ?? [], input)
  const form = ({ serialNumber, enabledAt }: (typeof items)[number]) => ({
    UserName: user.name,
    SerialNumber: serialNumber,
    EnableDate: new Date(enabledAt),
  })
  return { MFADevices: items.map(form), ...tail }
}

const loginForm = (user: UserRecord, setAt: number): Output => ({
  LoginProfile: {
    UserName: user.name,
    CreateDate: new Date(setAt),
    PasswordResetRequired: false,
  },
})

const createLogin = (call: Call, input: Input): Output =>
  changeUser(call, input, (user) => {
    if (user.passwordSetAt !== undefined) throw alreadyExists(`Login Profile for user ${user.name}`)
    user.passwordSetAt = call.clock.now()
    return loginForm(user, user.passwordSetAt)
  })

const getLogin = (call: Call, input: Input): Output => {
  const user = requireUser(call, input)
  if (user.passwordSetAt !== undefined) return loginForm(user, user.passwordSetAt)
  const reason = `Login Profile for User ${nameIn(call, input)} cannot be found.`
  throw new ServiceError('NoSuchEntity', reason, 404)
}

export const userCredentialOperations = {
  CreateAccessKey: createAccessKey,
  ListAccessKeys: listAccessKeys,
  UpdateAccessKey: updateAccessKey,
  DeleteAccessKey: deleteAccessKey,
  GetAccessKeyLastUsed: lastUsed,
  CreateVirtualMFADevice: createVirtualDevice,
  EnableMFADevice: enableDevice,
  ListMFADevices: listDevices,
  CreateLoginProfile: createLogin,
  GetLoginProfile: getLogin,
}
