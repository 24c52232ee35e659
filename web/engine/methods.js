/** Every method, and those that are shown and trained by default, in the order in which they are listed. */
export { methods as METHODS, shownMethods as SHOWN_METHODS } from '#tables';
