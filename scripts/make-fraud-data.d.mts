/** The whole file as text. */
export declare const fraudCsv: () => string
