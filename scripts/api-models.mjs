// Cuts the API models that botocore publishes (Apache-2.0) down to the operations of
// api-operations.json: one src/sandbox/models/<service>.json each, without prose.
//
//   pip install --target DIR botocore==<version>
//   node scripts/api-models.mjs DIR/botocore
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '..', 'src', 'sandbox', 'models')

// A service may publish several protocols; the sandbox answers in these.
const SPOKEN = ['rest-json', 'rest-xml', 'json', 'query', 'ec2']

const METADATA = ['jsonVersion', 'targetPrefix', 'xmlNamespace', 'signingName', 'endpointPrefix']
const SHAPE = [
  'type',
  'required',
  'enum',
  'min',
  'max',
  'pattern',
  'payload',
  'flattened',
  'union',
  'document',
  'error',
  'exception',
  'fault',
  'timestampFormat',
  'xmlNamespace',
  'eventstream',
  'event',
  'sensitive',
  'locationName',
]
const MEMBER = [
  'location',
  'locationName',
  // Of the ec2 protocol: what a member is called in a request.
  'queryName',
  'flattened',
  'streaming',
  'xmlNamespace',
  'xmlAttribute',
  'idempotencyToken',
  'timestampFormat',
  'eventpayload',
]

const pick = (source, keys) =>
  Object.fromEntries(
    keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]),
  )

const readModel = (botocore, service) => {
  const versions = readdirSync(join(botocore, 'data', service)).sort()
  const path = join(botocore, 'data', service, versions.at(-1), 'service-2.json')
  return JSON.parse(
    existsSync(path)
      ? readFileSync(path, 'utf8')
      : gunzipSync(readFileSync(`${path}.gz`)).toString(),
  )
}

/** The references a shape makes to others: members, list element, map key and value. */
const references = (shape) => [
  ...Object.values(shape.members ?? {}),
  ...['member', 'key', 'value'].flatMap((part) => shape[part] ?? []),
]

const compactReference = (reference) => ({ shape: reference.shape, ...pick(reference, MEMBER) })

const compactShape = (shape) => {
  const compact = pick(shape, SHAPE)
  if (shape.members) {
    compact.members = Object.fromEntries(
      Object.entries(shape.members).map(([name, member]) => [name, compactReference(member)]),
    )
  }
  for (const part of ['member', 'key', 'value']) {
    if (shape[part]) compact[part] = compactReference(shape[part])
  }
  return compact
}

const compactOperation = (operation) => ({
  method: operation.http.method,
  uri: operation.http.requestUri,
  ...(operation.http.responseCode ? { status: operation.http.responseCode } : {}),
  ...(operation.input
    ? { input: operation.input.shape, inputName: operation.input.locationName }
    : {}),
  ...(operation.output
    ? { output: operation.output.shape, resultWrapper: operation.output.resultWrapper }
    : {}),
  ...(operation.errors ? { errors: operation.errors.map((error) => error.shape) } : {}),
})

/** The protocols of a service that the sandbox speaks, those of newer clients first. */
const spokenBy = ({ protocol, protocols = [protocol], awsQueryCompatible }) => {
  const [first, ...others] = protocols.filter((name) => SPOKEN.includes(name))
  return {
    protocol: first,
    ...(others.length > 0 ? { otherProtocols: others } : {}),
    ...(awsQueryCompatible ? { queryCompatible: true } : {}),
  }
}

const compactService = (model, service, wanted, version) => {
  const missing = wanted.filter((name) => !model.operations[name])
  // A misspelt or withdrawn operation must not slip in silently.
  if (missing.length > 0) throw new Error(`${service}: not in the API model: ${missing.join(', ')}`)
  const operations = Object.fromEntries(
    [...wanted].sort().map((name) => [name, compactOperation(model.operations[name])]),
  )
  const reached = new Set()
  const visit = (name) => {
    if (name === undefined || reached.has(name)) return
    reached.add(name)
    for (const reference of references(model.shapes[name])) visit(reference.shape)
  }
  for (const { input, output, errors = [] } of Object.values(operations))
    [input, output, ...errors].forEach(visit)
  return {
    service,
    source: `botocore ${version} data/${service}`,
    apiVersion: model.metadata.apiVersion,
    ...spokenBy(model.metadata),
    ...pick(model.metadata, METADATA),
    operations,
    shapes: Object.fromEntries(
      [...reached].sort().map((name) => [name, compactShape(model.shapes[name])]),
    ),
  }
}

const main = (botocore) => {
  if (!botocore) throw new Error('usage: node scripts/api-models.mjs BOTOCORE_PACKAGE_FOLDER')
  const version = /__version__ = '([^']+)'/.exec(
    readFileSync(join(botocore, '__init__.py'), 'utf8'),
  )?.[1]
  if (!version) throw new Error(`${botocore}: no __version__ in __init__.py`)
  const table = JSON.parse(readFileSync(join(here, 'api-operations.json'), 'utf8'))
  for (const [service, wanted] of Object.entries(table)) {
    const text = JSON.stringify(
      compactService(readModel(botocore, service), service, wanted, version),
    )
    writeFileSync(join(target, `${service}.json`), `${text}\n`)
    console.log(`${service}: ${wanted.length} operations, ${text.length} bytes`)
  }
}

main(process.argv[2])
