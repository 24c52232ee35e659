/** What is on show: no part of the package's interface. */
export type Playground = object;
