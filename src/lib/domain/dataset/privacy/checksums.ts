const ZERO = 48

/** Luhn (ISO/IEC 7812-1, annex B): from the right, every second digit doubled, sum divisible by 10. */
export const luhn = (digits: string): boolean => {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - ZERO
    const doubled = i % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 1 && sum % 10 === 0
}

/** ISO/IEC 7064 MOD 97-10 of letters and digits (A = 10): the remainder. */
export const mod97 = (text: string): number => {
  let rest = 0
  for (const sign of text) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

/** ISO/IEC 7064 MOD 11,10: whether the last digit is the check digit. */
export const mod11and10 = (digits: string): boolean => {
  const last = digits.length - 1
  let product = 10
  for (let i = 0; i < last; i++) {
    const sum = (digits.charCodeAt(i) - ZERO + product) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - product) % 10 === digits.charCodeAt(last) - ZERO
}

const DIHEDRAL = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5
  return b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5
}
const TURN = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/** Verhoeff's check over the dihedral group of order ten. */
export const verhoeff = (digits: string): boolean => {
  let check = 0
  for (let i = 0; i < digits.length; i++) {
    let digit = Number(digits[digits.length - 1 - i])
    for (let turns = i % 8; turns > 0; turns--) digit = TURN[digit] ?? 0
    check = DIHEDRAL(check, digit)
  }
  return check === 0
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a month has such a day in some year. */
export const isDay = (month: number, day: number): boolean =>
  day >= 1 && day <= (DAYS[month - 1] ?? 0)
