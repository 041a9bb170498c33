import { type Detector, type PatternRow, patternDetector } from './detector.ts'

/** A national id; a checksum alone, over digits without separators, is a weak proof. */
export const idDetector = (row: Omit<PatternRow, 'kind' | 'confidence'>): Detector =>
  patternDetector({ ...row, kind: 'national-id', confidence: row.needsWords ? 'medium' : 'high' })
