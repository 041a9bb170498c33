import { defined, list, optionalText, text } from '../../members.ts'
import type { Call, Documents, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { checkVpc } from '../network.ts'
import { listed } from '../paging.ts'
import { checkRole } from '../role.ts'
import { arnOf, changeState, inRegion, type Members } from '../state.ts'
import { tagsOf } from '../tags.ts'

/** A notebook instance; what it is doing follows from when it was told to. */
type NotebookRecord = {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  readonly request: Members
  /** When it stands as it is being told to stand. */
  readonly readyAt: number
  readonly modifiedAt: number
  readonly aim: 'InService' | 'Stopped' | 'Gone'
}

type Notebooks = Record<string, NotebookRecord>

const DOCUMENT = 'sagemaker-notebooks'
const START_SECONDS = 180
const STOP_SECONDS = 60
const DELETE_SECONDS = 30

const UNDER_WAY = { InService: 'Pending', Stopped: 'Stopping', Gone: 'Deleting' } as const

type Moment = { readonly clock: { now(): number } }

const statusOf = ({ clock }: Moment, { aim, readyAt }: NotebookRecord): string =>
  clock.now() < readyAt ? UNDER_WAY[aim] : aim

const standing = (call: Moment & { readonly documents: Documents }): Notebooks =>
  Object.fromEntries(
    Object.entries(call.documents.read<Notebooks>(DOCUMENT, {})).filter(
      ([, record]) => statusOf(call, record) !== 'Gone',
    ),
  )

/** How many there are in all regions. */
export const countNotebooks = (documents: Documents, now: number): number =>
  Object.keys(standing({ documents, clock: { now: () => now } })).length

const notebookOf = (call: Call, input: Input): NotebookRecord => {
  const found =
    standing(call)[arnOf(call, 'notebook-instance', text(input, 'NotebookInstanceName'))]
  if (found === undefined) throw refusal.validation('RecordNotFound')
  return found
}

/** Makes and starts a notebook instance. Open to the internet and with root, unless it is said. */
export const createNotebookInstance = (call: Call, input: Input): Output => {
  const { Tags, ...request } = input
  const name = text(input, 'NotebookInstanceName')
  const arn = arnOf(call, 'notebook-instance', name)
  checkRole(call, request.RoleArn, arn)
  const subnetId = optionalText(input, 'SubnetId')
  if (subnetId === undefined && request.DirectInternetAccess === 'Disabled') {
    throw refusal.validation('Direct internet access can be disabled only with a SubnetId.')
  }
  const VpcConfig = {
    Subnets: subnetId === undefined ? [] : [subnetId],
    SecurityGroupIds: list<string>(input, 'SecurityGroupIds'),
  }
  checkVpc(call, { VpcConfig })
  const now = call.clock.now()
  call.documents.update<Notebooks, void>(DOCUMENT, {}, (notebooks) => {
    const before = notebooks[arn]
    if (before !== undefined && statusOf(call, before) !== 'Gone') {
      throw refusal.existing('Notebook Instance', arn)
    }
    notebooks[arn] = {
      arn,
      name,
      createdAt: now,
      modifiedAt: now,
      request: request as Members,
      aim: 'InService',
      readyAt: now + call.clock.duration(START_SECONDS),
    }
  })
  changeState(call, (state) => {
    state.tags[arn] = tagsOf(Tags)
  })
  return { NotebookInstanceArn: arn }
}

const urlOf = (call: Call, name: string): string =>
  `${name.toLowerCase()}.notebook.${call.region}.sagemaker.aws`

export const describeNotebookInstance = (call: Call, input: Input): Output => {
  const record = notebookOf(call, input)
  const { SecurityGroupIds, LifecycleConfigName, ...request } = record.request
  return defined({
    DirectInternetAccess: 'Enabled',
    RootAccess: 'Enabled',
    VolumeSizeInGB: 5,
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
    ...request,
    SecurityGroups: SecurityGroupIds,
    NotebookInstanceLifecycleConfigName: LifecycleConfigName,
    NotebookInstanceArn: record.arn,
    NotebookInstanceStatus: statusOf(call, record),
    Url: urlOf(call, record.name),
    CreationTime: new Date(record.createdAt),
    LastModifiedTime: new Date(record.modifiedAt),
  })
}

export const listNotebookInstances = (call: Call, input: Input): Output => {
  const items = inRegion(call, standing(call)).map((record) => ({
    ...record,
    status: statusOf(call, record),
  }))
  const { page, ...rest } = listed(input, items)
  const NotebookInstances = page.map((record) => ({
    NotebookInstanceName: record.name,
    NotebookInstanceArn: record.arn,
    NotebookInstanceStatus: record.status,
    Url: urlOf(call, record.name),
    InstanceType: record.request.InstanceType,
    CreationTime: new Date(record.createdAt),
    LastModifiedTime: new Date(record.modifiedAt),
  }))
  return { NotebookInstances, ...rest }
}

/** Sends a notebook instance from one of some statuses towards another; told as SageMaker tells it. */
const sent = (
  call: Call,
  input: Input,
  to: { from: readonly string[]; aim: 'Stopped' | 'Gone'; seconds: number },
): Output => {
  const record = notebookOf(call, input)
  const status = statusOf(call, record)
  if (!to.from.includes(status)) {
    throw refusal.validation(
      `Status (${status}) not in ([${to.from.join(', ')}]). Unable to transition to (${UNDER_WAY[to.aim]}) for Notebook Instance (${record.arn})`,
    )
  }
  const now = call.clock.now()
  call.documents.update<Notebooks, void>(DOCUMENT, {}, (notebooks) => {
    const readyAt = now + call.clock.duration(to.seconds)
    notebooks[record.arn] = { ...record, aim: to.aim, modifiedAt: now, readyAt }
  })
  return {}
}

export const stopNotebookInstance = (call: Call, input: Input): Output =>
  sent(call, input, { from: ['InService'], aim: 'Stopped', seconds: STOP_SECONDS })

/** Only what has stopped can be deleted. */
export const deleteNotebookInstance = (call: Call, input: Input): Output =>
  sent(call, input, { from: ['Stopped', 'Failed'], aim: 'Gone', seconds: DELETE_SECONDS })
