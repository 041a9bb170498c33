// Kinds of ASCII characters, as src/lib/domain/dataset/privacy/signs.ts has them.

export function isLetter(byte: u8): bool {
  return (byte | 32) - 0x61 < 26
}

export function isCapital(byte: u8): bool {
  return byte - 0x41 < 26
}

export function isDigit(byte: u8): bool {
  return byte - 0x30 < 10
}

export function isAlnum(byte: u8): bool {
  return isLetter(byte) || isDigit(byte)
}

/** One of !@#%^&+/~_.- */
export function isMark(byte: u8): bool {
  return isOneOf(byte, 0xe86a00000000, 0x40000000c0000001)
}

/** A space or one of .()/+- */
export function isBetween(byte: u8): bool {
  return isOneOf(byte, 0xeb0100000000, 0)
}

/** A set of ASCII signs, as two words of a bit for each. */
function isOneOf(byte: u8, first: u64, second: u64): bool {
  if (byte > 127) return false
  return (((byte < 64 ? first : second) >> (byte & 63)) & 1) !== 0
}
