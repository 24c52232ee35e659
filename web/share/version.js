/**
 * Of a link's text. Settings at their default are left out, so a default that changes, or a setting that
 * comes to mean something else, needs a new version. One that is added does not, as long as its
 * default is what was done before it.
 */
export const VERSION = 1;

/** Of one that goes on at another learning rate on its way: all else is as in version 1, whose readers do not know of it. */
export const PHASES_VERSION = 2;

/** As text: those that are read. */
export const versions = [VERSION, PHASES_VERSION].map(String);
