const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }

/** `200MB`, `1.5 GB`, `4096` as bytes (decimal units); undefined for anything else. */
export const parseSize = (text: string): number | undefined => {
  const match = /^(\d{1,12}(?:\.\d{1,3})?)\s*([kmg]?)b?$/i.exec(text.trim())
  const unit = UNITS[match?.[2]?.toLowerCase() ?? '']
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit)
}
