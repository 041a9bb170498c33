import { XMLParser } from 'fast-xml-parser'
import { ServiceError } from '../service.ts'

/** One element: attributes and children by name in order of appearance, and the text between them. */
export type Element = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

const textOf = (nodes: readonly Record<string, unknown>[]): string =>
  nodes.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join('')

/** The parser's ordered form (`{name: [children], ':@': attributes}`) as elements. */
const elementsOf = (nodes: readonly Record<string, unknown>[]): Element[] =>
  nodes.flatMap((node) =>
    Object.entries(node)
      .filter(([name]) => name !== ':@' && name !== '#text')
      .map(([name, value]) => {
        const children = value as Record<string, unknown>[]
        return {
          name,
          attributes: (node[':@'] ?? {}) as Record<string, string>,
          children: elementsOf(children),
          text: textOf(children),
        }
      }),
  )

/** The root element. Throws MalformedXML; a document type is refused, as AWS does. */
export const parseXml = (text: string): Element => {
  const fault = new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
  if (text.includes('<!DOCTYPE')) throw fault
  let roots: Element[]
  try {
    roots = elementsOf(parser.parse(text, true) as Record<string, unknown>[])
  } catch {
    throw fault
  }
  const root = roots[0]
  if (root === undefined || roots.length > 1) throw fault
  return root
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A raw carriage return would come back as a line feed (XML 1.0, section 2.11).
  '\r': '&#13;',
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character)

/** `<name attributes>content</name>`; the content is XML already. */
export const tag = (name: string, content: string, attributes = ''): string =>
  `<${name}${attributes}>${content}</${name}>`
