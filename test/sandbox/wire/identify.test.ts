import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { collect, unzip } from '../../../src/sandbox/wire/body.ts'
import { identify } from '../../../src/sandbox/wire/identify.ts'
import type { WireRequest } from '../../../src/sandbox/wire/message.ts'

async function* nothing(): AsyncGenerator<Uint8Array> {}

const request = (service: string, line: string, headers = {}): WireRequest => {
  const [method = '', url = ''] = line.split(' ')
  const [path = '', query = ''] = url.split('?')
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request`
  const host = { host: '127.0.0.1', authorization }
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: { ...host, ...headers },
    body: nothing(),
  }
}

const JOB = 'arn%3Aaws%3Abedrock%3Aus-east-1%3A000000000000%3Amodel-customization-job%2Fa%2Fb'
const COPY = { 'x-amz-copy-source': 'a/b' }

it.each([
  ['s3', 'GET /', 'ListBuckets'],
  ['s3', 'GET /b?list-type=2&prefix=', 'ListObjectsV2'],
  ['s3', 'GET /b/?location', 'GetBucketLocation'],
  ['s3', 'PUT /b', 'CreateBucket'],
  ['s3', 'PUT /b?encryption', 'PutBucketEncryption'],
  ['s3', 'PUT /b?lifecycle', undefined],
  ['s3', 'PUT /b/k?tagging', undefined],
  ['s3', 'PUT /b/k?x-id=PutObject', 'PutObject'],
  ['s3', 'PUT /b/a/b%2Fc?partNumber=1&uploadId=u', 'UploadPart'],
  ['s3', 'POST /b/k?uploads', 'CreateMultipartUpload'],
  ['s3', 'POST /b/k?uploadId=u', 'CompleteMultipartUpload'],
  ['s3', 'DELETE /b/k?uploadId=u', 'AbortMultipartUpload'],
  ['s3', 'DELETE /b/k', 'DeleteObject'],
  ['s3', 'GET /b/k?uploadId=u', 'ListParts'],
  ['s3', 'HEAD /b/k', 'HeadObject'],
  ['bedrock', `GET /model-customization-jobs/${JOB}`, 'GetModelCustomizationJob'],
  ['bedrock', 'GET /model-customization-jobs', 'ListModelCustomizationJobs'],
  ['bedrock', 'POST /model/us.amazon.nova-micro-v1%3A0/converse-stream', 'ConverseStream'],
  ['bedrock', 'GET /nothing', undefined],
  ['sagemaker', 'POST /endpoints/live/invocations', 'InvokeEndpoint'],
  ['sagemaker', 'POST /endpoints/live/async-invocations', 'InvokeEndpointAsync'],
  [
    'sagemaker',
    'POST /endpoints/live/invocations-response-stream',
    'InvokeEndpointWithResponseStream',
  ],
  ['sagemaker', 'POST /', undefined],
])('%s %s is %s', async (service, line, operation) => {
  expect((await identify(request(service, line), undefined))?.operation).toBe(operation)
})

it('a copy is told from an upload by its header', async () => {
  const found = await identify(request('s3', 'PUT /b/k', COPY), undefined)
  expect(found?.operation).toBe('CopyObject')
})

it.each([
  ['data.s3.us-west-2.amazonaws.com', '/in/x', { Bucket: 'data', Key: 'in/x' }],
  ['my.data.s3.amazonaws.com', '/x', { Bucket: 'my.data', Key: 'x' }],
  ['s3.us-west-2.amazonaws.com', '/data/x', { Bucket: 'data', Key: 'x' }],
])('the bucket in the host %s is found', async (host, path, labels) => {
  const found = await identify(request('s3', `GET ${path}`, { host }), undefined)
  expect(found?.labels).toEqual(labels)
})

it('a target header tells the control plane of SageMaker from its runtime', async () => {
  const header = { 'x-amz-target': 'SageMaker.DescribeEndpoint' }
  const found = await identify(request('sagemaker', 'POST /', header), undefined)
  expect([found?.model.service, found?.operation]).toEqual(['sagemaker', 'DescribeEndpoint'])
})

it('an encoded slash stays in its label', async () => {
  const found = await identify(
    request('bedrock', `GET /model-customization-jobs/${JOB}`),
    undefined,
  )
  expect(found?.labels.jobIdentifier).toBe(JOB)
})

it('a presigned request is known by its query', async () => {
  const credential = 'A/20260101/us-east-1/s3/aws4_request'
  const presigned = request('s3', `GET /b/k?X-Amz-Credential=${credential}`)
  const { authorization: _none, ...headers } = presigned.headers
  expect((await identify({ ...presigned, headers }, undefined))?.operation).toBe('GetObject')
})

it('a gzipped body is unpacked, and a broken one refused', async () => {
  const text = Buffer.from('{"a":1}')
  expect(Buffer.from(await unzip(gzipSync(text), 'gzip'))).toEqual(text)
  expect(await unzip(text, undefined)).toBe(text)
  await expect(unzip(text, 'gzip')).rejects.toMatchObject({ code: 'SerializationException' })
  expect(await collect(nothing())).toHaveLength(0)
})

it.each([
  ['DescribeVpcs', 'DescribeVpcs'],
  ['RunInstances', undefined],
])('a form of EC2 is told by its action: %s', async (Action, operation) => {
  const form = new URLSearchParams({ Action, Version: '2016-11-15' })
  expect((await identify(request('ec2', 'POST /'), form))?.operation).toBe(operation)
})

it.each([
  ['CloudTrail_20131101.DescribeTrails', 'DescribeTrails'],
  ['com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails', 'DescribeTrails'],
  ['Other_20131101.DescribeTrails', undefined],
  ['DescribeTrails', undefined],
])('a target of CloudTrail is taken in both its forms: %s', async (target, operation) => {
  const asked = request('cloudtrail', 'POST /', { 'x-amz-target': target })
  expect((await identify(asked, undefined))?.operation).toBe(operation)
})
