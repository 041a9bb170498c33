/** Bytes as people read them, in decimal units: `17 bytes`, `1.2 MB`. */
export const readableSize = (bytes: number): string => {
  if (bytes < 1e3) return `${bytes} bytes`
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9]
  return `${(bytes / Number(size)).toFixed(1)} ${unit}`
}
