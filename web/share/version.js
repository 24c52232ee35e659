/**
 * Of a link's text. Settings at their default are left out, so a default that changes, or a setting that
 * comes to mean something else, needs a new version. One that is added does not, as long as its
 * default is what was done before it.
 */
export const VERSION = 1;
