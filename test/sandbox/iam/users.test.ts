import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  EnableMFADeviceCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListMFADevicesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

const UserName = 'anna'

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  )

const withUser = async (clock = 'instant') => {
  const engine = newEngine({ clock })
  const clients = inProcess(engine)
  await clients.iam.send(new CreateUserCommand({ UserName, Path: '/team/' }))
  return { engine, ...clients }
}

const withDevice = async () => {
  const world = await withUser()
  const made = await world.iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
  )
  const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? ''
  const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' }
  await world.iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }))
  return { ...world, SerialNumber, codes }
}

describe('users', () => {
  it('are made once, listed by name and path, and deleted', async () => {
    const { iam } = await withUser()
    expect(await nameOf(iam.send(new CreateUserCommand({ UserName: 'ANNA' })))).toBe(
      'EntityAlreadyExistsException',
    )
    const { Users } = await iam.send(new ListUsersCommand({}))
    expect(Users?.map(({ Arn }) => Arn)).toEqual([
      'arn:aws:iam::000000000000:user/team/anna',
      'arn:aws:iam::000000000000:user/sandbox',
    ])
    const teams = await iam.send(new ListUsersCommand({ PathPrefix: '/team/' }))
    expect(teams.Users).toHaveLength(1)
    await iam.send(new DeleteUserCommand({ UserName }))
    expect(await nameOf(iam.send(new GetUserCommand({ UserName })))).toBe('NoSuchEntityException')
  })

  it('have policies of their own, attached ones and a boundary', async () => {
    const { iam } = await withUser()
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    })
    const PolicyName = 'own'
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }))
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3FullAccess'
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }))
    const { PolicyNames } = await iam.send(new ListUserPoliciesCommand({ UserName }))
    expect(PolicyNames).toEqual(['own'])
    const own = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }))
    expect(decodeURIComponent(own.PolicyDocument ?? '')).toBe(PolicyDocument)
    const attached = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }))
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn }])
    const { User } = await iam.send(new GetUserCommand({ UserName }))
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary)
    const gone = iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'other' }))
    expect(await nameOf(gone)).toBe('NoSuchEntityException')
  })
})

describe('access keys', () => {
  it('are at most two, name their user as caller, and stop working when deactivated', async () => {
    const { iam, engine } = await withUser()
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
    const AccessKeyId = AccessKey?.AccessKeyId ?? ''
    const second = await iam.send(new CreateAccessKeyCommand({ UserName }))
    expect(second.AccessKey?.AccessKeyId).not.toBe(AccessKeyId)
    expect(await nameOf(iam.send(new CreateAccessKeyCommand({ UserName })))).toBe(
      'LimitExceededException',
    )
    const { sts } = inProcess(engine, AccessKeyId)
    const caller = await sts.send(new GetCallerIdentityCommand({}))
    expect(caller.Arn).toBe('arn:aws:iam::000000000000:user/team/anna')
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }))
    expect(await nameOf(sts.send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId')
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }))
    expect(AccessKeyMetadata?.map(({ Status }) => Status)).toEqual(['Inactive', 'Active'])
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }))
    const left = await iam.send(new ListAccessKeysCommand({ UserName }))
    expect(left.AccessKeyMetadata).toHaveLength(1)
  })

  it('tell their last use', async () => {
    const { iam, engine } = await withUser()
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
    const AccessKeyId = AccessKey?.AccessKeyId ?? ''
    const unused = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))
    expect(unused.AccessKeyLastUsed).toEqual({ ServiceName: 'N/A', Region: 'N/A' })
    await inProcess(engine, AccessKeyId).sts.send(new GetCallerIdentityCommand({}))
    const used = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))
    expect(used.AccessKeyLastUsed).toMatchObject({ ServiceName: 'sts', Region: 'us-east-1' })
    expect(used.AccessKeyLastUsed?.LastUsedDate).toBeInstanceOf(Date)
  })
})

describe('MFA devices', () => {
  it('belong to one user', async () => {
    const { iam, SerialNumber, codes } = await withDevice()
    const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName }))
    expect(MFADevices?.map((device) => device.SerialNumber)).toEqual([SerialNumber])
    const other = { UserName: 'sandbox', SerialNumber, ...codes }
    expect(await nameOf(iam.send(new EnableMFADeviceCommand(other)))).toBe('NoSuchEntityException')
    const again = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' })
    expect(await nameOf(iam.send(again))).toBe('EntityAlreadyExistsException')
    expect(await nameOf(iam.send(new DeleteUserCommand({ UserName })))).toBe(
      'DeleteConflictException',
    )
  })

  it('are not enabled with one code told twice', async () => {
    const { iam } = await withUser()
    const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'p' }))
    const twice = new EnableMFADeviceCommand({
      UserName,
      SerialNumber: made.VirtualMFADevice?.SerialNumber,
      AuthenticationCode1: '123456',
      AuthenticationCode2: '123456',
    })
    expect(await nameOf(iam.send(twice))).toBe('InvalidAuthenticationCodeException')
  })
})

describe('the account', () => {
  it('counts users and devices, and has a root user with MFA and no keys', async () => {
    const { iam } = await withDevice()
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}))
    expect(SummaryMap).toMatchObject({
      Users: 2,
      MFADevices: 1,
      MFADevicesInUse: 1,
      AccountMFAEnabled: 1,
      AccountAccessKeysPresent: 0,
    })
  })

  it('writes a credential report in its own time', async () => {
    const { iam } = await withUser('real')
    expect(await nameOf(iam.send(new GetCredentialReportCommand({})))).toBe(
      'CredentialReportNotPresentException',
    )
    const started = await iam.send(new GenerateCredentialReportCommand({}))
    expect(started.State).toBe('STARTED')
    const { State } = await iam.send(new GenerateCredentialReportCommand({}))
    expect(State).toBe('INPROGRESS')
    expect(await nameOf(iam.send(new GetCredentialReportCommand({})))).toBe(
      'CredentialReportNotReadyException',
    )
  })

  it('reports passwords, MFA and keys of everybody', async () => {
    const { iam } = await withDevice()
    expect(await nameOf(iam.send(new GetLoginProfileCommand({ UserName })))).toBe(
      'NoSuchEntityException',
    )
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'not-a-real-one-1' }))
    await iam.send(new CreateAccessKeyCommand({ UserName }))
    await iam.send(new GenerateCredentialReportCommand({}))
    const { Content } = await iam.send(new GetCredentialReportCommand({}))
    const [head, root, anna, sandbox] = new TextDecoder().decode(Content).split('\n')
    expect(head).toMatch(/^user,arn,user_creation_time,password_enabled,.*cert_2_last_rotated$/)
    expect(root).toMatch(/^<root_account>,arn:aws:iam::000000000000:root,.*,not_supported,.*,true,/)
    const columns = head?.split(',').length
    for (const line of [root, anna, sandbox]) expect(line?.split(',')).toHaveLength(columns ?? 0)
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00`
    expect(anna).toMatch(
      new RegExp(`^anna,\\S+,${time},true,no_information,${time},N/A,true,true,${time},N/A`),
    )
  })
})
