/** A block of Terraform with its attributes, functions resolved as far as policies use them. */
export type HclBlock = {
  readonly type: string
  readonly labels: readonly string[]
  readonly attributes: Readonly<Record<string, unknown>>
}

/**
 * A strict reader of the part of HCL that policies are written in: resource blocks, quoted templates
 * without interpolation, lists, objects, references and jsonencode. Anything else is an error, and so is
 * a template that would interpolate. Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
 */
export const readHcl = (text: string): readonly HclBlock[] => {
  const tokens = tokensOf(text)
  let at = 0
  const peek = (): string => tokens[at] ?? ''
  const take = (wanted?: string): string => {
    const token = tokens[at++]
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new SyntaxError(`expected ${wanted ?? 'more'}, got ${token ?? 'the end'}`)
    }
    return token
  }
  const skip = (token: string): void => {
    while (peek() === token) at++
  }
  const value = (): unknown => {
    const token = take()
    if (token.startsWith('"')) return template(token)
    if (token === '[') return list()
    if (token === '{') return object()
    if (/^(true|false|-?\d+)$/.test(token)) return JSON.parse(token) as unknown
    if (token === 'jsonencode') {
      take('(')
      const inner = value()
      take(')')
      return { jsonencode: inner }
    }
    if (/^[A-Za-z_][\w.-]*$/.test(token)) return { reference: token }
    throw new SyntaxError(`no expression begins with ${token}`)
  }
  const list = (): unknown[] => {
    const items: unknown[] = []
    for (skip('\n'); peek() !== ']'; skip('\n')) {
      items.push(value())
      skip('\n')
      if (peek() !== ']') take(',')
    }
    take(']')
    return items
  }
  const object = (): Record<string, unknown> => {
    const members: Record<string, unknown> = {}
    for (skip('\n'); peek() !== '}'; skip('\n')) {
      const key = template(take())
      if (Object.hasOwn(members, key)) throw new SyntaxError(`${key} twice`)
      take('=')
      members[key] = value()
      if (peek() !== '}') take('\n')
    }
    take('}')
    return members
  }
  const attributes = (): Record<string, unknown> => {
    const members: Record<string, unknown> = {}
    for (skip('\n'); peek() !== '}'; skip('\n')) {
      const name = take()
      if (!/^[A-Za-z_][\w-]*$/.test(name)) throw new SyntaxError(`${name} is no attribute`)
      take('=')
      members[name] = value()
      take('\n')
    }
    take('}')
    return members
  }
  const blocks: HclBlock[] = []
  for (skip('\n'); at < tokens.length; skip('\n')) {
    take('resource')
    const labels = [template(take()), template(take())] as const
    take('{')
    blocks.push({ type: labels[0], labels, attributes: attributes() })
  }
  return blocks
}

const TOKEN = /[ \t]+|\n|"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w.-]*|-?\d+|[=,(){}[\]]/y

const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex
    const [token] = TOKEN.exec(text) ?? []
    if (token === undefined)
      throw new SyntaxError(`not HCL at ${from}: ${text.slice(from, from + 20)}`)
    if (!/^[ \t]/.test(token)) tokens.push(token)
  }
  return tokens
}

/** `$${` and `%%{` mean `${` and `%{`; with one sign alone they would interpolate. */
const template = (token: string): string => {
  if (!token.startsWith('"')) throw new SyntaxError(`${token} is not quoted`)
  const text = JSON.parse(token) as string
  if (/(^|[^$])\$\{|(^|[^%])%\{/.test(text)) throw new SyntaxError(`${token} would interpolate`)
  return text.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{')
}
