import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../src/sandbox/model/load.ts'
import type { Model } from '../../../src/sandbox/model/types.ts'
import { fromJson, toJson } from '../../../src/sandbox/wire/json.ts'
import { fromForm } from '../../../src/sandbox/wire/query.ts'
import { fromElement, toElement } from '../../../src/sandbox/wire/xml.ts'
import { parseXml } from '../../../src/sandbox/wire/xml-text.ts'

/** One structure with every kind of member, so that a law can be stated over all of them. */
const MODEL: Model = {
  service: 'test',
  source: 'test',
  apiVersion: '1',
  protocol: 'rest-xml',
  endpointPrefix: 'test',
  operations: {},
  shapes: {
    String: { type: 'string' },
    Integer: { type: 'integer' },
    Boolean: { type: 'boolean' },
    Blob: { type: 'blob' },
    Time: { type: 'timestamp' },
    List: { type: 'list', member: { shape: 'String' } },
    Map: { type: 'map', key: { shape: 'String' }, value: { shape: 'Integer' } },
    Inner: { type: 'structure', members: { Text: { shape: 'String', locationName: 'renamed' } } },
    Inners: { type: 'list', member: { shape: 'Inner', locationName: 'Item' } },
    All: {
      type: 'structure',
      members: {
        Text: { shape: 'String' },
        Count: { shape: 'Integer' },
        Flag: { shape: 'Boolean' },
        Bytes: { shape: 'Blob' },
        When: { shape: 'Time', timestampFormat: 'iso8601' },
        List: { shape: 'List' },
        Flat: { shape: 'List', flattened: true },
        Map: { shape: 'Map' },
        Inners: { shape: 'Inners' },
      },
    },
  },
}

/** Characters that XML 1.0 can carry. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones XML lacks
  .map((value) => value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''))

const all = fc.record(
  {
    Text: text,
    Count: fc.integer({ min: -1e9, max: 1e9 }),
    Flag: fc.boolean(),
    Bytes: fc.uint8Array({ maxLength: 8 }),
    When: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
    List: fc.array(text, { minLength: 1, maxLength: 3 }),
    Flat: fc.array(text, { minLength: 1, maxLength: 3 }),
    Map: fc.dictionary(text, fc.integer(), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    Inners: fc.array(fc.record({ Text: text }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [] },
)

const REFERENCE = { shape: 'All' }

describe('a value written and read back is the same', () => {
  it('in JSON', () => {
    fc.assert(
      fc.property(all, (value) => {
        const wire = JSON.parse(JSON.stringify(toJson(MODEL, REFERENCE, value)))
        expect(fromJson(MODEL, 'All', wire)).toEqual(value)
      }),
    )
  })

  it('in XML', () => {
    fc.assert(
      fc.property(all, (value) => {
        const wire = parseXml(toElement(MODEL, REFERENCE, 'Root', value))
        expect(fromElement(MODEL, 'All', wire)).toEqual(value)
      }),
    )
  })
})

describe('forms of the query protocol', () => {
  it('are read by structure: lists, structures in lists, numbers, flags', async () => {
    const iam = await loadModel('iam')
    if (iam === undefined) throw new Error('no model')
    const form = new URLSearchParams([
      ['Action', 'SimulatePrincipalPolicy'],
      ['PolicySourceArn', 'arn:aws:iam::000000000000:role/r'],
      ['ActionNames.member.10', 's3:PutObject'],
      ['ActionNames.member.2', 's3:GetObject'],
      ['ContextEntries.member.1.ContextKeyName', 'aws:x'],
      ['ContextEntries.member.1.ContextKeyValues.member.1', 'a.b=c&d'],
      ['MaxItems', '7'],
    ])
    const shape = iam.shapes.SimulatePrincipalPolicyRequest
    if (shape === undefined) throw new Error('no shape')
    expect(fromForm(iam, shape, form)).toEqual({
      PolicySourceArn: 'arn:aws:iam::000000000000:role/r',
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ContextEntries: [{ ContextKeyName: 'aws:x', ContextKeyValues: ['a.b=c&d'] }],
      MaxItems: 7,
    })
  })
})

describe('what is malformed', () => {
  it.each([
    ['a number for a text', { Text: 1 }],
    ['a text for a list', { List: 'a' }],
    ['a fraction for an integer', { Count: 1.5 }],
    ['a text for a flag', { Flag: 'true' }],
  ])('%s is a SerializationException', (_, value) => {
    expect(() => fromJson(MODEL, 'All', value)).toThrow(
      expect.objectContaining({ code: 'SerializationException' }),
    )
  })

  it.each([
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
    ['an open tag', '<x><y></x>'],
    ['nothing', ''],
    ['two roots', '<x/><y/>'],
  ])('XML with %s is MalformedXML', (_, xml) => {
    expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })
})
