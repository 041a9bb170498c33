import { uint32Column } from '../columns.ts'

export type LineRanges = ReturnType<typeof lineRanges>

/** Lines that come in rising order, as ranges: neighbours cost nothing, others 8 bytes. */
export const lineRanges = () => {
  const [firsts, lasts] = [uint32Column(), uint32Column()]
  return {
    add: (line: number): void => {
      const last = lasts.size() - 1
      if (last >= 0 && lasts.get(last) + 1 === line) lasts.set(last, line)
      else {
        firsts.push(line)
        lasts.push(line)
      }
    },
    /** `5,10-12`. */
    text: (): string => {
      const parts: string[] = []
      for (let i = 0; i < firsts.size(); i++) {
        const [first, last] = [firsts.get(i), lasts.get(i)]
        parts.push(first === last ? `${first}` : `${first}-${last}`)
      }
      return parts.join(',')
    },
  }
}
