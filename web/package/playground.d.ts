/** The element's parts and state, which are not part of the package's interface. */
export type Playground = object;
