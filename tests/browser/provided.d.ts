// What global-setup.js provides to test files.

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the shared Chromium's debugging protocol. */
    chromium: string;
  }
}

export {};
